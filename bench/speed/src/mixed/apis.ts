import fastify from 'fastify';
import { awsJwtVerifyWithAddress } from 'peers/aws-jwt-verify';
import { joseWithAddress } from 'peers/jose';
import { jsonwebtokenWithFinder } from 'peers/jsonwebtoken';
import { jwksRsaWithAddress, keyFinder } from 'peers/jwks-rsa';
import type { Verify } from 'peers/trust';
import { fastifyApps } from '../http/apps/fastify.js';
import { OURS, PATH, PRODUCTS, type RunningApp, type Trust } from '../http/contract.js';

const FRESH_FOR = 600;

/** Who can do the whole job: fetch keys by an address, follow a rotation, verify. All of them on Fastify. */
export const MIXED_PEERS: Readonly<Record<string, (trust: Trust) => Promise<RunningApp>>> = {
  [OURS]: ofFastify(OURS),
  jose: (trust) => withHook(joseWithAddress(trustOf(trust), trust.jwksUri, FRESH_FOR)),
  'jsonwebtoken with jwks-rsa': (trust) =>
    withHook(jsonwebtokenWithFinder(trustOf(trust), keyFinder(jwksRsaWithAddress(trust.jwksUri, FRESH_FOR)))),
  'aws-jwt-verify': (trust) => withHook(awsJwtVerifyWithAddress(trustOf(trust), trust.jwksUri)),
  '@fastify/jwt with get-jwks, cache on': ofFastify('@fastify/jwt with get-jwks, cache on'),
};

function ofFastify(name: string): (trust: Trust) => Promise<RunningApp> {
  const found = fastifyApps.find((app) => app.name === name);
  if (found === undefined) throw new Error(`No app of Fastify is called ${name}.`);
  return found.start;
}

function trustOf({ issuer, resource, algorithm }: Trust) {
  return { issuer, resource, algorithms: [algorithm] };
}

async function withHook(verify: Verify): Promise<RunningApp> {
  const app = fastify();
  app.addHook('onRequest', async (request, reply) => {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    try {
      await verify(token ?? '');
    } catch {
      await reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"').send();
    }
  });
  app.get(PATH, () => PRODUCTS);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url: `${address}${PATH}`, server: app.server, close: () => app.close() };
}
