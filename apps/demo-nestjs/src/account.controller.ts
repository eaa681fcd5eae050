import type { VerifiedToken } from '@acme/token-core';
import { Public, Token } from '@acme/token-nestjs';
import { Controller, Get } from '@nestjs/common';

@Controller()
export class AccountController {
  @Public()
  @Get('health')
  health() {
    return { status: 'up' };
  }

  @Get('me')
  me(@Token() { claims, scopes, expiresAt }: VerifiedToken) {
    return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
  }
}
