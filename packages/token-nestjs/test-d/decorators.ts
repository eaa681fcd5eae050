import { createVerifier, defineResource, type VerifiedToken } from '@acme/token-core';
import { Controller, Get } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import {
  AnyScope,
  OptionalToken,
  Public,
  Requires,
  Scopes,
  Token,
  TokenModule,
  tokenOf,
  VerifiedBy,
} from '../src/index.js';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

declare module '@acme/token-core' {
  interface Register {
    resource: typeof products;
  }
}

const verifier = createVerifier({ issuer: 'https://auth.example.com', resource: products });
TokenModule.forRoot({ verifier });
TokenModule.forRootAsync({ useFactory: () => ({ verifier }) });
// @ts-expect-error -- there is no default verifier
TokenModule.forRoot({});
// @ts-expect-error -- an unknown option
TokenModule.forRoot({ verifier, scopes: ['read:products'] });
// @ts-expect-error -- a factory that returns something else
TokenModule.forRootAsync({ useFactory: () => verifier });

@Scopes('read:products')
@Controller()
export class Products {
  @Get()
  @AnyScope('read:products', 'write:products')
  list(@Token() token: VerifiedToken) {
    return token.claims.sub;
  }

  @Public()
  @Get('health')
  health() {
    return {};
  }
}

// A mistyped scope does not compile.
// @ts-expect-error
Scopes('read:product');
// @ts-expect-error
Scopes('read:products', 'read:product');
// @ts-expect-error
AnyScope('read:product');

// An empty list would mean "any token": that is what no decorator says.
// @ts-expect-error
Scopes();
// @ts-expect-error
AnyScope();
// @ts-expect-error -- scopes one by one, not a list
Scopes(['read:products']);
// @ts-expect-error -- takes nothing
Public('read:products');

Requires({ scopes: ['read:products'], principal: 'user' });
Requires([{ anyScope: ['read:products'] }, { principal: 'machine' }]);
// @ts-expect-error -- a mistyped scope
Requires({ scopes: ['read:product'] });
// @ts-expect-error -- an unknown member
Requires({ scope: ['read:products'] });
// @ts-expect-error -- "any valid token" is said by no decorator
Requires();
OptionalToken();
VerifiedBy('partners');
// @ts-expect-error -- a name is needed
VerifiedBy();
TokenModule.forRoot({ verifiers: { partners: verifier } });
TokenModule.forRoot({ verifier, verifiers: { partners: verifier } });

Token('subject');
Token('claims.tenant');
// @ts-expect-error -- no member of a token
Token('sub');

// What may be missing has to be looked at.
export function subjectOf(context: ExecutionContext): string | undefined {
  const token = tokenOf(context);
  // @ts-expect-error
  const subject: string = token.subject;
  return token?.subject ?? subject;
}
