import { setTimeout as wait } from 'node:timers/promises';
import { type Api, API_KINDS, startApi } from './apis.js';
import { send } from './play.js';
import type { Scene } from './scenes.js';
import { ISSUER_PORT, RESOURCE } from './settings.js';

/** A port beside the documented ones, for the API that starts while the authorization server is away. */
const COLD_PORT = 3307;

interface Stage {
  readonly apis: readonly Api[];
  readonly local: { readonly stop: () => Promise<void>; readonly start: () => Promise<void> };
  /** A token that may read. */
  readonly token: string;
  readonly started: (api: Promise<Api>) => Promise<Api>;
}

/**
 * The authorization server goes away and comes back: APIs that know its keys serve on, one that has just started
 * says 503 and never 401, and all is well afterwards.
 *
 * @returns how many answers were not the expected ones.
 */
export async function playOutage({ apis, local, token, started }: Stage): Promise<number> {
  const reads: Scene = {
    what: 'the reader reads',
    method: 'GET',
    path: '/products',
    authorization: `Bearer ${token}`,
    status: 200,
  };
  const fastify = API_KINDS.find(({ name }) => name === 'Fastify');
  if (fastify === undefined) throw new Error('There is no Fastify API.');
  let different = 0;
  const report = (what: string, expected: number, actual: number, more = '') => {
    if (actual !== expected) different++;
    console.log(
      `  ${what.padEnd(48)}${String(expected).padEnd(10)}${actual} ${actual === expected ? '✔' : '✘'}${more}`,
    );
  };

  console.log('\nThe authorization server is stopped.');
  await local.stop();
  for (const api of apis) report(`${api.name}, which knows the keys`, 200, (await send(reads, api)).status);

  const issuer = `http://localhost:${ISSUER_PORT}/oidc`;
  const cold = await started(startApi(fastify, { issuer, resource: RESOURCE, port: COLD_PORT }));
  const { status, retryAfter = '' } = await send(reads, cold);
  report('Fastify, just started', 503, status, `  Retry-After: ${retryAfter}`);
  const junk = await send({ ...reads, authorization: 'Bearer garbage' }, cold);
  report('Fastify, just started, garbage', 401, junk.status);

  await local.start();
  console.log('It is back.');
  await wait(Number(retryAfter) * 1000);
  report('Fastify, after what Retry-After said', 200, (await send(reads, cold)).status);
  for (const api of apis) report(api.name, 200, (await send(reads, api)).status);
  await cold.stop();
  return different;
}
