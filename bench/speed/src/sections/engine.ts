import { type CpuTiming, measureRounds } from '../measure/rounds.js';
import { type Ratio, ratioOf } from '../measure/statistics.js';
import type { Options } from '../options.js';
import { fastJwt, jose, jsonWebToken, jsonWebTokenWithPem, ours, oursWebCrypto } from '../peers/all.js';
import { peerSubjects } from '../peers/subject.js';
import { timesAndBest } from '../report/format.js';
import { type Bar, type Row, timingRows } from '../report/section.js';
import { type Algorithm, ALGORITHMS, createAuthority } from '../tokens/authority.js';
import { TokenPool } from '../tokens/pool.js';
import type { SectionRunner } from './context.js';

const PEERS = [ours, oursWebCrypto, jose, jsonWebToken, jsonWebTokenWithPem, fastJwt];

/** More than the cache holds, in turn: the least recently used is always gone when its turn comes. */
const DISTINCT_TOKENS = 2000;

/** Milliseconds over wall time and over CPU time, one figure a round. */
interface Measured {
  readonly alone: readonly CpuTiming[];
  readonly together: readonly CpuTiming[];
}

/** New tokens on both engines, one at a time and 64 in flight: what waiting takes, and what it costs in CPU time. */
export const engine: SectionRunner = {
  name: 'engine',
  run: async (options) => {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const algorithm of ALGORITHMS) {
      const { alone, together } = await measure(algorithm, options);
      rows.push(...rowsOf(`${algorithm}, 1 in flight`, alone));
      rows.push(...rowsOf(`${algorithm}, 64 in flight`, together));
      bars.push(...barsOf(algorithm, { alone, together }));
    }
    return { title: 'New tokens: wall time, then CPU time of all threads (reference: jose)', rows, bars };
  },
};

async function measure(algorithm: Algorithm, { quick }: Options): Promise<Measured> {
  const authority = await createAuthority(algorithm);
  const pool = TokenPool.mint(authority, DISTINCT_TOKENS);
  const plan = quick ? { rounds: 5, milliseconds: 20 } : { rounds: 15, milliseconds: 60 };
  const subjects = await peerSubjects(PEERS, authority, pool);
  return {
    alone: await measureRounds(subjects, plan),
    together: await measureRounds(subjects, { ...plan, inFlight: 64 }),
  };
}

function rowsOf(label: string, timings: readonly CpuTiming[]): readonly Row[] {
  const wall = timings.map(({ name, nanoseconds }) => ({ name: `${label}: ${name}`, nanoseconds }));
  const cpu = timings.map(({ name, cpuNanoseconds }) => ({
    name: `${label}, CPU: ${name}`,
    nanoseconds: cpuNanoseconds,
  }));
  return [...timingRows(wall, `${label}: ${jose.name}`), ...timingRows(cpu, `${label}, CPU: ${jose.name}`)];
}

function barsOf(algorithm: Algorithm, { alone, together }: Measured): readonly Bar[] {
  // P-384 never runs on the thread that asks, so there is nothing to gain: as before means as with Web Crypto.
  if (algorithm === 'ES384') {
    return [
      atMost(
        'ES384, 1 in flight: wall time by that of Web Crypto',
        1.05,
        wallRatio(alone, oursWebCrypto.name),
      ),
      atMost('ES384, 64 in flight: the same', 1.05, wallRatio(together, oursWebCrypto.name)),
    ];
  }
  const bars = [
    atLeast(
      `${algorithm}, 1 in flight, against jose`,
      algorithm === 'RS256' ? 3 : 1.4,
      speedUp(alone, jose.name),
    ),
    atMost(
      `${algorithm}, 64 in flight: wall time by that of Web Crypto`,
      1.2,
      wallRatio(together, oursWebCrypto.name),
    ),
  ];
  if (algorithm !== 'RS256') return bars;
  const cpu = ratioOf(find(together, ours.name).cpuNanoseconds, find(together, jose.name).cpuNanoseconds);
  return [
    ...bars,
    atLeast('RS256, 1 in flight, against jsonwebtoken', 1.5, speedUp(alone, jsonWebToken.name)),
    atMost('RS256, 64 in flight: CPU time by that of jose', 0.75, cpu),
  ];
}

function find(timings: readonly CpuTiming[], name: string): CpuTiming {
  const timing = timings.find((item) => item.name === name);
  if (timing === undefined) throw new Error(`No timing is called ${name}.`);
  return timing;
}

/** How many times as fast as a peer. */
function speedUp(timings: readonly CpuTiming[], peer: string): Ratio {
  return ratioOf(find(timings, peer).nanoseconds, find(timings, ours.name).nanoseconds);
}

function wallRatio(timings: readonly CpuTiming[], other: string): Ratio {
  return ratioOf(find(timings, ours.name).nanoseconds, find(timings, other).nanoseconds);
}

function atLeast(what: string, wanted: number, ratio: Ratio): Bar {
  return { what, bar: `≥ ${wanted}×`, measured: timesAndBest(ratio), met: ratio.median >= wanted };
}

function atMost(what: string, wanted: number, ratio: Ratio): Bar {
  return { what, bar: `≤ ${wanted}×`, measured: timesAndBest(ratio), met: ratio.median <= wanted };
}
