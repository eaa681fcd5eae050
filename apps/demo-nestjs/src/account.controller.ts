import type { VerifiedToken } from '@acme/token-core';
import { Public, Requires, Token } from '@acme/token-nestjs';
import { Controller, Get } from '@nestjs/common';

@Controller()
export class AccountController {
  @Public()
  @Get('health')
  health() {
    return { status: 'up' };
  }

  /** A stale token does not open it: its client has to refresh first. */
  @Requires({ freshWithin: 10 })
  @Get('fresh')
  fresh(@Token() { claims }: VerifiedToken) {
    return { issuedAt: claims.iat };
  }

  @Get('me')
  me(@Token() { claims, scopes, expiresAt }: VerifiedToken) {
    return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
  }
}
