import type { Server } from 'node:http';
import { protect } from '@acme/token-hono';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
import { jwt } from 'hono/jwt';
import { importJWK } from 'jose';
import {
  LOOKS_UP,
  OPEN,
  OURS,
  OURS_WHOLE,
  PATH,
  PRODUCTS,
  type Protection,
  type RunningApp,
  SAYS_YES,
  SCOPE,
} from '../contract.js';
import { bareLookUp } from './look-up.js';
import { verifierFor, wholeVerifierFor } from './verifier.js';

/** Hono on Node.js, bare and protected. */
export const honoApps: readonly Protection[] = [
  {
    name: OPEN,
    start: () => {
      const app = new Hono();
      app.get(PATH, (c) => c.json(PRODUCTS));
      return listen(app);
    },
  },
  {
    name: OURS,
    start: (trust) => withOurs(verifierFor(trust)),
  },
  {
    name: OURS_WHOLE,
    start: (trust) => withOurs(wholeVerifierFor(trust)),
  },
  {
    name: SAYS_YES,
    start: () => {
      const app = new Hono();
      app.get(
        PATH,
        (c, next) => {
          if (c.req.header('authorization') === undefined) throw new Error('No header.');
          return next();
        },
        (c) => c.json(PRODUCTS),
      );
      return listen(app);
    },
  },
  {
    name: LOOKS_UP,
    start: () => {
      const app = new Hono();
      const isKnown = bareLookUp();
      app.get(
        PATH,
        (c, next) => {
          if (!isKnown(c.req.header('authorization'))) throw new Error('No header.');
          return next();
        },
        (c) => c.json(PRODUCTS),
      );
      return listen(app);
    },
  },
  {
    name: 'hono jwk, local keys',
    start: ({ jwks, algorithm, issuer, resource }) => {
      const app = new Hono();
      const keys = jwks.keys as (JsonWebKey & { kid: string })[];
      const verification = { iss: issuer, aud: resource, typ: 'at+jwt' };
      app.use(PATH, jwk({ keys, alg: [algorithm], verification }));
      app.get(PATH, (c) => c.json(PRODUCTS));
      return listen(app);
    },
  },
  {
    name: 'hono jwt, one fixed CryptoKey',
    start: async ({ jwks, algorithm, issuer, resource }) => {
      const app = new Hono();
      const secret = (await importJWK(jwks.keys[0] ?? {}, algorithm)) as CryptoKey;
      const verification = { iss: issuer, aud: resource, typ: 'at+jwt' };
      app.use(PATH, jwt({ secret, alg: algorithm, verification }));
      app.get(PATH, (c) => c.json(PRODUCTS));
      return listen(app);
    },
  },
];

function withOurs(verifier: ReturnType<typeof verifierFor>): Promise<RunningApp> {
  const app = new Hono();
  app.get(PATH, protect(verifier, { scopes: [SCOPE] }), (c) => c.json(PRODUCTS));
  return listen(app);
}

function listen(app: Hono): Promise<RunningApp> {
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) => {
      resolve({
        url: `http://127.0.0.1:${port}${PATH}`,
        server: server as Server,
        close: () => new Promise((done) => server.close(done)),
      });
    });
  });
}
