import { createVerifier, defineResource, type VerifiedToken, type Verifier } from '@acme/token-core';
import { type Context, Hono } from 'hono';
import { protect } from '../src/index.js';

export interface Bindings {
  readonly TOKEN_ISSUER: string;
  readonly TOKEN_RESOURCE: string;
}

type Scope = 'read:products' | 'write:products';

/** The API of the contract, with a verifier whose settings come with the request, as on Workers. */
export function makeApi(): Hono<{ Bindings: Bindings }> {
  let verifier: Verifier<Scope> | undefined;
  const verifierOf = ({ env }: Context<{ Bindings: Bindings }>) => {
    verifier ??= createVerifier({
      issuer: env.TOKEN_ISSUER,
      resource: defineResource({
        indicator: env.TOKEN_RESOURCE,
        scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
      }),
    });
    return verifier;
  };

  const app = new Hono<{ Bindings: Bindings }>();
  app.get('/health', (c) => c.json({ status: 'up' }));
  app.get('/me', protect(verifierOf), (c) => c.json(describe(c.var.token)));
  app.get('/products', protect(verifierOf, { scopes: ['read:products'] }), (c) => c.json([]));
  app.post('/products', protect(verifierOf, { scopes: ['write:products'] }), (c) => c.json({}, 201));
  app.get('/either', protect(verifierOf, { anyScope: ['read:products', 'write:products'] }), (c) =>
    c.json({}),
  );
  app.get('/both', protect(verifierOf, { scopes: ['read:products', 'write:products'] }), (c) => c.json({}));
  return app;
}

function describe({ claims, scopes, expiresAt }: VerifiedToken) {
  return { sub: claims.sub, clientId: claims.client_id, scopes: [...scopes], expiresAt };
}
