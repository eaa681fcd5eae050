import { Agent, request } from 'node:http';
import { createCorpus, sharedKeys } from '@acme/token-testing/corpus';
import type { Sample } from './host.js';
import { startHost } from './host.js';
import { publishKeys } from './issuer.js';
import { loadRequests, type LoadRequest } from './requests.js';

/** What came of the load on one host. */
export interface LoadReport {
  readonly name: string;
  readonly seconds: number;
  readonly requests: number;
  /** Answers of 500 and more. */
  readonly faults: number;
  /** Answers with another status than the corpus expects, connections that broke included. */
  readonly wrong: readonly string[];
  /** Cases that were answered otherwise in the last sweep than in the first. */
  readonly changed: readonly string[];
  /** The longest that an answer took, in milliseconds. */
  readonly slowest: number;
  readonly samples: readonly Sample[];
}

/** Connections that stay open; each carries one request at a time. */
const CONNECTIONS = 16;
const RESOURCE = 'https://api.example.com';
/** Every second request is a usual good token, so that the cache and its limits are at work as well. */
const GOOD_EVERY = 2;

/** Sends the corpus, mixed with good tokens, at full speed to the built demo API of this name. */
export async function runLoad(name: string, seconds: number): Promise<LoadReport> {
  const keys = await publishKeys();
  const corpus = await createCorpus({ issuer: keys.issuer, resource: RESOURCE, now: Date.now() });
  keys.publish(sharedKeys(corpus));
  const requests = loadRequests(corpus);
  const good = requests.filter(({ status }) => status === 200);
  const host = await startHost(name, { TOKEN_ISSUER: keys.issuer, TOKEN_RESOURCE: RESOURCE });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    const wrong = new Set<string>();
    let count = 0;
    let faults = 0;
    let slowest = 0;
    const send = async (item: LoadRequest): Promise<number> => {
      const startedAt = performance.now();
      const status = await ask(host.origin, item, agent);
      slowest = Math.max(slowest, performance.now() - startedAt);
      count++;
      if (status >= 500) faults++;
      if (status !== item.status) wrong.add(`${item.title}: ${status} for ${item.status}`);
      return status;
    };
    const first = await sweep(requests, send);
    const until = Date.now() + seconds * 1000;
    slowest = 0;
    let next = 0;
    const work = async (): Promise<void> => {
      while (Date.now() < until) {
        const turn = next++;
        const pool = turn % GOOD_EVERY === 0 ? good : requests;
        const item = pool[Math.floor(turn / GOOD_EVERY) % pool.length];
        if (item !== undefined) await send(item);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
    const last = await sweep(requests, send);
    const changed = requests.filter((_, index) => first[index] !== last[index]).map(({ title }) => title);
    return {
      name,
      seconds,
      requests: count,
      faults,
      wrong: [...wrong],
      changed,
      slowest,
      samples: host.samples,
    };
  } finally {
    agent.destroy();
    await host.stop();
    await keys.close();
  }
}

async function sweep(
  requests: readonly LoadRequest[],
  send: (item: LoadRequest) => Promise<number>,
): Promise<readonly number[]> {
  const statuses: number[] = [];
  for (const item of requests) statuses.push(await send(item));
  return statuses;
}

/** The status of the answer; 0 when the connection broke. */
function ask(origin: string, { path, authorization }: LoadRequest, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const sent = request(origin + path, { agent, headers: { authorization } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', () => resolve(0));
    });
    sent.setTimeout(10_000, () => sent.destroy(new Error('no answer')));
    sent.once('error', () => resolve(0));
    sent.end();
  });
}
