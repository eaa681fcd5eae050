import { Agent } from 'node:http';
import { createCorpus, sharedKeys } from '@acme/token-attack/corpus';
import { type AloneReport, attackAlone } from './alone.js';
import type { Memory } from './host.js';
import type { HostKind } from './hosts.js';
import { publishKeys } from './issuer.js';
import { ask, HEALTH, isRight, type LoadAnswer, loadRequests, type LoadRequest } from './requests.js';

/** What came of the load on one host. */
export interface LoadReport {
  readonly name: string;
  readonly seconds: number;
  readonly requests: number;
  /** Answers of 500 and more. */
  readonly faults: number;
  /** Answers with another status or error code than the corpus expects, connections that broke included. */
  readonly wrong: readonly string[];
  /** Cases that were answered otherwise in the last sweep than in the first. */
  readonly changed: readonly string[];
  /** After each tenth of the time. */
  readonly memory: readonly Memory[];
  /** The longest stall under load after the first tenth, in milliseconds; NaN in workerd. */
  readonly stall: number;
  /** The longest that an answer took after the first tenth, in milliseconds. */
  readonly slowest: number;
  /** Before the load, from cold; `undefined` where only /health was asked. */
  readonly alone: AloneReport | undefined;
}

export interface LoadSettings {
  readonly seconds: number;
  /** Ask for /health only: what a host does to memory without a verifier. */
  readonly isHealthOnly?: boolean;
  /** Only every so manyth case of the corpus, for a quick look. Default 1: all of them. */
  readonly every?: number;
}

/** Connections that stay open; each carries one request at a time. */
const CONNECTIONS = 16;
/** Memory is looked at so often, in a short pause of the load. */
const STAGES = 10;
/** Every second request is a usual good token, so that the cache and its limits are at work as well. */
const GOOD_EVERY = 2;
/** What a run takes beside the load itself, at most. */
const SLACK_SECONDS = 300;
const RESOURCE = 'https://api.example.com';

/** Sends the corpus case by case, then mixed with good tokens at full speed, to a host of this kind. */
export async function runLoad(kind: HostKind, settings: LoadSettings): Promise<LoadReport> {
  const { seconds, isHealthOnly = false, every = 1 } = settings;
  const keys = await publishKeys();
  const all = await createCorpus({ issuer: keys.issuer, resource: RESOURCE, now: Date.now() });
  keys.publish(sharedKeys(all));
  const corpus = all.filter((_, index) => index % every === 0);
  const until = Date.now() + (seconds + SLACK_SECONDS) * 1000;
  const requests = isHealthOnly ? [HEALTH] : loadRequests(corpus, until);
  const host = await kind.start({ TOKEN_ISSUER: keys.issuer, TOKEN_RESOURCE: RESOURCE });
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  try {
    const wrong = new Set<string>();
    const memory: Memory[] = [];
    let count = 0;
    let faults = 0;
    let slowest = 0;
    let stall = Number.NEGATIVE_INFINITY;
    const send = async (item: LoadRequest): Promise<LoadAnswer> => {
      const startedAt = performance.now();
      const answer = await ask(host.origin, item, agent);
      slowest = Math.max(slowest, performance.now() - startedAt);
      count++;
      if (answer.status >= 500) faults++;
      if (!isRight(item, answer)) wrong.add(`${item.title}: ${answer.status} ${answer.challenge}`);
      return answer;
    };
    const alone = isHealthOnly ? undefined : await attackAlone(host, corpus);
    const first = await sweep(requests, send);
    const turns = inTurn(requests);
    for (let stage = 0; stage < STAGES; stage++) {
      await host.begin();
      await atFullSpeed(seconds / STAGES, () => send(turns()));
      const effort = await host.end();
      memory.push(await host.memory());
      // The first stage is the warm-up.
      if (stage === 0) slowest = 0;
      else stall = Math.max(stall, effort.stall);
    }
    const last = await sweep(requests, send);
    const changed = requests.filter((_, index) => first[index] !== last[index]).map(({ title }) => title);
    return {
      name: kind.name,
      seconds,
      requests: count,
      faults: faults + (alone?.faults ?? 0),
      wrong: [...wrong],
      changed,
      memory,
      stall,
      slowest,
      alone,
    };
  } finally {
    agent.destroy();
    await host.stop();
    await keys.close();
  }
}

type Send = (item: LoadRequest) => Promise<LoadAnswer>;

async function sweep(requests: readonly LoadRequest[], send: Send): Promise<readonly string[]> {
  const verdicts: string[] = [];
  for (const item of requests) {
    const { status, challenge } = await send(item);
    verdicts.push(`${status} ${challenge}`);
  }
  return verdicts;
}

/** A good token and a case of the corpus by turns, over and over. */
function inTurn(requests: readonly LoadRequest[]): () => LoadRequest {
  const good = requests.filter(({ status }) => status === 200);
  let next = 0;
  return () => {
    const turn = next++;
    const pool = turn % GOOD_EVERY === 0 ? good : requests;
    return pool[Math.floor(turn / GOOD_EVERY) % pool.length] ?? HEALTH;
  };
}

/** As fast as the answers come, for so many seconds; nothing is on its way afterwards. */
async function atFullSpeed(seconds: number, send: () => Promise<unknown>): Promise<void> {
  const until = Date.now() + seconds * 1000;
  const work = async (): Promise<void> => {
    while (Date.now() < until) await send();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}
