import { protect } from '@acme/token-express';
import express, { type Express } from 'express';
import { auth } from 'express-oauth2-jwt-bearer';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  type Trust,
} from '../contract.js';
import { bareLookUp } from './look-up.js';
import { verifierFor, wholeVerifierFor } from './verifier.js';

/** Express, bare and protected. */
export const expressApps: readonly Protection[] = [
  { name: OPEN, start: () => listen(withRoute(express())) },
  { name: OURS, start: (trust) => withOurs(verifierFor(trust)) },
  { name: OURS_WHOLE, start: (trust) => withOurs(wholeVerifierFor(trust)) },
  {
    name: SAYS_YES,
    start: () => {
      const app = express();
      app.use((request, _response, next) => {
        if (request.headers.authorization === undefined) throw new Error('No header.');
        next();
      });
      return listen(withRoute(app));
    },
  },
  {
    name: LOOKS_UP,
    start: () => {
      const app = express();
      const isKnown = bareLookUp();
      app.use((request, _response, next) => {
        if (!isKnown(request.headers.authorization)) throw new Error('No header.');
        next();
      });
      return listen(withRoute(app));
    },
  },
  {
    name: 'express-oauth2-jwt-bearer, local keys',
    start: ({ issuer, resource, jwks, algorithm }: Trust) => {
      const app = express();
      app.use(PATH, auth({ issuer, audience: resource, publicKey: jwks, tokenSigningAlg: algorithm }));
      return listen(withRoute(app));
    },
  },
];

function withOurs(verifier: ReturnType<typeof verifierFor>): Promise<RunningApp> {
  const app = express();
  app.use(protect(verifier, { scopes: [SCOPE] }));
  return listen(withRoute(app));
}

function withRoute(app: Express): Express {
  app.get(PATH, (_request, response) => {
    response.json(PRODUCTS);
  });
  return app;
}

function listen(app: Express): Promise<RunningApp> {
  return new Promise((resolve, reject) => {
    const server: Server = app.listen(0, '127.0.0.1', (error?: Error) => {
      if (error !== undefined) {
        reject(error);
        return;
      }
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://127.0.0.1:${port}${PATH}`,
        server,
        close: () => new Promise((done) => server.close(done)),
      });
    });
  });
}
