import { tokenPlugin } from '@acme/token-fastify';
import fastifyJwt, { type FastifyJWTOptions, type TokenOrHeader } from '@fastify/jwt';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import buildGetJwks from 'get-jwks';
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

/** Fastify, bare and protected. */
export const fastifyApps: readonly Protection[] = [
  {
    name: OPEN,
    start: () => {
      const app = fastify();
      app.get(PATH, () => PRODUCTS);
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
      const app = fastify();
      app.addHook('onRequest', (request, _reply, done) => {
        if (request.headers.authorization === undefined) throw new Error('No header.');
        done();
      });
      app.get(PATH, () => PRODUCTS);
      return listen(app);
    },
  },
  {
    name: LOOKS_UP,
    start: () => {
      const app = fastify();
      const isKnown = bareLookUp();
      app.addHook('onRequest', (request, _reply, done) => {
        if (!isKnown(request.headers.authorization)) throw new Error('No header.');
        done();
      });
      app.get(PATH, () => PRODUCTS);
      return listen(app);
    },
  },
  {
    name: '@fastify/jwt with get-jwks',
    start: (trust) =>
      withFastifyJwt({ secret: fetchedKey(trust), decode: { complete: true }, verify: verifyOptions(trust) }),
  },
  {
    name: '@fastify/jwt with get-jwks, cache on',
    start: (trust) =>
      withFastifyJwt({
        secret: fetchedKey(trust),
        decode: { complete: true },
        verify: { ...verifyOptions(trust), cache: 1000 },
      }),
  },
  {
    name: '@fastify/jwt with one fixed key, cache on',
    start: (trust) =>
      withFastifyJwt({ secret: { public: trust.pem }, verify: { ...verifyOptions(trust), cache: 1000 } }),
  },
];

async function withOurs(verifier: ReturnType<typeof verifierFor>): Promise<RunningApp> {
  const app = fastify();
  await app.register(tokenPlugin, { verifier });
  app.get(PATH, { config: { token: { scopes: [SCOPE] } } }, () => PRODUCTS);
  return listen(app);
}

function verifyOptions({ algorithm, issuer, resource }: Trust) {
  return {
    algorithms: [algorithm],
    allowedIss: issuer,
    allowedAud: resource,
    requiredClaims: ['iss', 'aud', 'exp'],
    checkTyp: 'at+jwt',
  };
}

/** As the README of @fastify/jwt has it, with the issuers pinned and the key kept for as long as ours. */
function fetchedKey({ issuer, jwksUri }: Trust) {
  const getJwks = buildGetJwks({
    issuersWhitelist: [issuer],
    ttl: 600_000,
    jwksPath: jwksUri.slice(`${issuer}/`.length),
  });
  return (_request: FastifyRequest, token: TokenOrHeader): Promise<string> => {
    if (!('header' in token))
      throw new Error('The option decode.complete is on: header and payload are given.');
    const { header, payload } = token as { header: { kid?: string; alg: string }; payload: { iss: string } };
    return getJwks.getPublicKey({ kid: header.kid ?? '', domain: payload.iss, alg: header.alg });
  };
}

async function withFastifyJwt(options: FastifyJWTOptions): Promise<RunningApp> {
  const app = fastify();
  await app.register(fastifyJwt, options);
  app.addHook('onRequest', async (request) => {
    await request.jwtVerify();
  });
  app.get(PATH, () => PRODUCTS);
  return listen(app);
}

async function listen(app: FastifyInstance): Promise<RunningApp> {
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `${address}${PATH}`, server: app.server, close: () => app.close() };
}
