import { createVerifier, defineResource, staticKeys } from '@acme/token-core';
import { tokenPlugin } from '@acme/token-fastify';
import fastify, { type FastifyInstance } from 'fastify';
import { PRODUCTS } from '../http/contract.js';
import { requestTo } from '../http/in-process.js';
import { spreadOf } from '../measure/statistics.js';
import { type Authority, createAuthority, mintToken } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { GrowthOrder, GrowthPoint } from './contract.js';
import { heapUsed } from './heap.js';

const TOKENS = 500;
const CALLS = 200;
const ROUNDS_BEFORE = 15;
const SCOPES = Array.from({ length: 100 }, (_, index) => `read:things-${index}`);

/** So many routes of one app, each with a demand of its own; and as many open ones. */
export async function growRoutes({ sizes, rounds }: GrowthOrder): Promise<readonly GrowthPoint[]> {
  const authority = await createAuthority('ES256');
  const scope = SCOPES.join(' ');
  const tokens = new TokenPool(
    Array.from({ length: TOKENS }, () => `Bearer ${mintToken(authority, { scope })}`),
  );
  const points: GrowthPoint[] = [];
  for (const size of sizes) {
    const empty = await heapUsed();
    const open = await appOf(size);
    await askEvery(open, size, tokens);
    const withOpen = await heapUsed();
    const own = await appOf(size, authority);
    // The demand of a route is made ready by its first request.
    await askEvery(own, size, tokens);
    const bytes = (await heapUsed()) - withOpen - (withOpen - empty);
    const nanoseconds: number[] = [];
    const floor: number[] = [];
    for (let round = -ROUNDS_BEFORE; round < rounds; round++) {
      const [mine, theirs] = [await timeApp(own, size, tokens), await timeApp(open, size, tokens)];
      if (round < 0) continue;
      nanoseconds.push(mine);
      floor.push(theirs);
    }
    points.push({ size, bytes, nanoseconds, floor });
    await Promise.all([own.close(), open.close()]);
  }
  return points;
}

async function timeApp(app: FastifyInstance, size: number, tokens: TokenPool): Promise<number> {
  const figures: number[] = [];
  for (let call = 0; call < CALLS; call++) {
    const path = pathOf(Math.floor(Math.random() * size));
    const send = requestTo(app.server, path, tokens.fresh(call));
    const begun = process.hrtime.bigint();
    figures.push(Number((await send()) - begun));
  }
  return spreadOf(figures).median;
}

async function askEvery(app: FastifyInstance, size: number, tokens: TokenPool): Promise<void> {
  for (let index = 0; index < size; index++) {
    await requestTo(app.server, pathOf(index), tokens.fresh(index))();
  }
}

function pathOf(index: number): string {
  return `/things/${index}/parts`;
}

async function appOf(size: number, authority?: Authority): Promise<FastifyInstance> {
  const app = fastify();
  if (authority !== undefined) await app.register(tokenPlugin, { verifier: verifierOf(authority) });
  for (let index = 0; index < size; index++) {
    const token = { scopes: [SCOPES[index % SCOPES.length] ?? ''] };
    const options = authority === undefined ? {} : { config: { token } };
    app.get(pathOf(index), options, () => PRODUCTS);
  }
  await app.ready();
  return app;
}

function verifierOf({ issuer, resource, algorithm, publicKey }: Authority) {
  return createVerifier({
    issuer,
    resource: defineResource({
      indicator: resource,
      scopes: Object.fromEntries(SCOPES.map((scope) => [scope, scope])),
    }),
    keys: staticKeys(publicKey.jwks),
    algorithms: [algorithm],
  });
}
