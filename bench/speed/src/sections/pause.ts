import { monitorEventLoopDelay } from 'node:perf_hooks';
import { spreadOf } from '../measure/statistics.js';
import { fastJwt, jose, jsonWebToken, ours, oursWebCrypto } from '../peers/all.js';
import { time, timeSpread } from '../report/format.js';
import type { Row } from '../report/section.js';
import { ALGORITHMS, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { Verify } from '../peers/peer.js';
import type { SectionRunner } from './context.js';

const PEERS = [ours, oursWebCrypto, jose, jsonWebToken, fastJwt];

/** More than the cache holds, in turn. */
const DISTINCT_TOKENS = 2000;

/** How many requests are under way at once. */
const IN_FLIGHT = 64;

/**
 * For how long the event loop stands still while new tokens come: every request begins in a turn of its own, as out of a
 * socket, and the next one of its connection when it is answered.
 */
export const pause: SectionRunner = {
  name: 'pause',
  run: async ({ quick }) => {
    const plan = quick ? { rounds: 2, milliseconds: 100 } : { rounds: 7, milliseconds: 150 };
    const rows: Row[] = [];
    for (const algorithm of ALGORITHMS) {
      const authority = await createAuthority(algorithm);
      const pool = TokenPool.mint(authority, DISTINCT_TOKENS);
      const lanes: Lane[] = [];
      for (const peer of PEERS) {
        const verify = await peer.setup(authority);
        if (verify === undefined) continue;
        await load(verify, pool, plan.milliseconds);
        lanes.push({ name: peer.name, verify, pauses: [] });
      }
      for (let round = 0; round < plan.rounds; round++) {
        for (const { verify, pauses } of lanes) pauses.push(await load(verify, pool, plan.milliseconds));
      }
      for (const { name, pauses } of lanes) rows.push(rowOf(`${algorithm}: ${name}`, pauses));
    }
    return {
      title: `The longest pause of the event loop in each of some rounds, ${IN_FLIGHT} new tokens in flight (last column: the 99th percentile of all pauses)`,
      rows,
      bars: [],
    };
  },
};

interface Lane {
  readonly name: string;
  readonly verify: Verify;
  readonly pauses: Pause[];
}

/** Nanoseconds. */
interface Pause {
  readonly longest: number;
  readonly usual: number;
}

async function load(verify: Verify, pool: TokenPool, milliseconds: number): Promise<Pause> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const until = performance.now() + milliseconds;
  delay.enable();
  const connection = async (first: number): Promise<void> => {
    for (let index = first; performance.now() < until; index += IN_FLIGHT) {
      await new Promise((resolve) => setImmediate(resolve));
      await verify(pool.fresh(index));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, (_, index) => connection(index)));
  await new Promise((resolve) => setTimeout(resolve, 2));
  delay.disable();
  return { longest: delay.max, usual: delay.percentile(99) };
}

function rowOf(subject: string, pauses: readonly Pause[]): Row {
  const longest = pauses.map((each) => each.longest);
  const spread = spreadOf(longest);
  return {
    subject,
    median: time(spread.median),
    spread: timeSpread(spread),
    best: time(Math.min(...longest)),
    perSecond: '',
    against: time(spreadOf(pauses.map(({ usual }) => usual)).median),
  };
}
