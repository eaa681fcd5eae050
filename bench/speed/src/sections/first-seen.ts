import { measureRounds, type Timing } from '../measure/rounds.js';
import { ratioOf } from '../measure/statistics.js';
import type { Options } from '../options.js';
import {
  awsJwtVerify,
  fastJwt,
  honoJwk,
  honoJwt,
  jose,
  joseKeySet,
  jsonWebToken,
  ours,
  oursUncached,
} from '../peers/all.js';
import { RAW_VERIFY, rawVerify } from '../peers/limits.js';
import { peerSubjects } from '../peers/subject.js';
import { timesAndBest } from '../report/format.js';
import { type Bar, nanosecondsOf, type Row, timingRows } from '../report/section.js';
import { type Algorithm, ALGORITHMS, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

const PEERS = [ours, oursUncached, jose, joseKeySet, fastJwt, awsJwtVerify, jsonWebToken, honoJwt, honoJwk];
const IN_FLIGHT = [1, 64];

/** More than the cache holds, in turn: the least recently used is always gone when its turn comes. */
const DISTINCT_TOKENS = 2000;

/** Tokens that the verifier does not remember: each costs its signature check. */
export const firstSeen: SectionRunner = {
  name: 'first-seen',
  run: async (options) => {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const algorithm of ALGORITHMS) {
      for (const { inFlight, timings } of await measureAlgorithm(algorithm, options)) {
        const label = `${algorithm}, ${inFlight} in flight`;
        const named = timings.map((timing) => ({ ...timing, name: `${label}: ${timing.name}` }));
        rows.push(...timingRows(named, `${label}: ${jose.name}`));
        bars.push(...barsOf(algorithm, label, timings));
      }
    }
    return { title: 'First-seen tokens (reference: jose with one key)', rows, bars };
  },
};

async function measureAlgorithm(
  algorithm: Algorithm,
  { quick }: Options,
): Promise<readonly { readonly inFlight: number; readonly timings: readonly Timing[] }[]> {
  const authority = await createAuthority(algorithm);
  const pool = TokenPool.mint(authority, DISTINCT_TOKENS);
  const plan = quick ? { rounds: 3, milliseconds: 15 } : { rounds: 11, milliseconds: 80 };
  const results: { readonly inFlight: number; readonly timings: readonly Timing[] }[] = [];
  for (const inFlight of IN_FLIGHT) {
    const subjects = [rawVerify(authority, pool), ...(await peerSubjects(PEERS, authority, pool))];
    results.push({ inFlight, timings: await measureRounds(subjects, { ...plan, inFlight }) });
  }
  return results;
}

function barsOf(algorithm: Algorithm, label: string, timings: readonly Timing[]): readonly Bar[] {
  const own = nanosecondsOf(timings, ours.name);
  const toJose = ratioOf(nanosecondsOf(timings, jose.name), own);
  const bars: Bar[] = [
    {
      what: `first-seen, ${label}, against jose`,
      bar: '≥ 0.95×',
      measured: timesAndBest(toJose),
      met: toJose.median >= 0.95,
    },
  ];
  if (algorithm === 'ES384') {
    const toRaw = ratioOf(nanosecondsOf(timings, RAW_VERIFY), own);
    bars.push({
      what: `first-seen, ${label}, against raw subtle`,
      bar: '≥ 0.9×',
      measured: timesAndBest(toRaw),
      met: toRaw.median >= 0.9,
    });
  }
  return bars;
}
