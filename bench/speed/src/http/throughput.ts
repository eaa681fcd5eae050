import type { Child } from '../children/child.js';
import type { Listening, LoadReply, Usage } from './contract.js';
import { HTTP_TOKENS } from './trust.js';

const CONNECTIONS = 32;

/** By number, not by time: every cache has seen every token by then, however slow the machine. */
const WARM_UP_REQUESTS = 4 * HTTP_TOKENS;

const ATTEMPTS = 5;

/** One route: requests per second and CPU time per request, one figure a round. */
export interface Throughput {
  readonly name: string;
  readonly url: string;
  /** The process that serves it. */
  readonly server: Child;
  readonly perSecond: number[];
  readonly cpuNanoseconds: number[];
}

/** A route of which nothing is measured yet. */
export function throughputOf(app: Listening['apps'][number], server: Child): Throughput {
  return { ...app, server, perSecond: [], cpuNanoseconds: [] };
}

/** Has every cache see every token. */
export async function warmUp({ url }: Throughput, load: Child): Promise<void> {
  await fire(load, url, { requests: WARM_UP_REQUESTS });
}

/** Has the clients ask one route for that long. */
export async function shoot(route: Throughput, load: Child, seconds: number): Promise<void> {
  const before = await cpuOf(route.server);
  const reply = await fire(load, route.url, { seconds });
  const used = (await cpuOf(route.server)) - before;
  route.perSecond.push(reply.requests / reply.seconds);
  route.cpuNanoseconds.push((used * 1000) / reply.requests);
}

/** Fires until there was an answer: on a machine that is very busy, a short time can pass without one. */
async function fire(
  load: Child,
  url: string,
  until: { readonly seconds: number } | { readonly requests: number },
): Promise<LoadReply> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const reply = (await load.ask({ type: 'fire', url, connections: CONNECTIONS, until })) as LoadReply;
    if (reply.failures > 0)
      throw new Error(`${reply.failures} of ${reply.requests} requests to ${url} failed.`);
    if (reply.requests > 0) return reply;
  }
  throw new Error(`No request to ${url} was answered.`);
}

async function cpuOf(server: Child): Promise<number> {
  return ((await server.ask({ type: 'usage' })) as Usage).cpuMicroseconds;
}
