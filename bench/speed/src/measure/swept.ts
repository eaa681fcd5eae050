import { spreadOf } from './statistics.js';
import type { Timing } from './rounds.js';

/** Something whose time is taken call by call. */
export interface SweptSubject {
  readonly name: string;
  /**
   * Lays out what a call needs, and gives the call: it resolves to the moment in which it was done, as
   * `process.hrtime.bigint()` tells it. `index` counts up.
   */
  readonly prepare: (index: number) => () => Promise<bigint>;
}

/** How often, and how much memory is swept before each call. */
export interface SweptPlan {
  readonly rounds: number;
  /** How many calls of each subject make a round. */
  readonly calls: number;
  /** How many calls of each subject the compiler gets to see before. */
  readonly callsBefore: number;
  /** Bytes. More than the first two caches of a core hold, so that a call finds nothing there, like a request. */
  readonly swept: number;
}

/**
 * How many calls of one subject follow each other. A server runs the same code at every request: by turns call by call, what
 * only one subject runs would be colder than what all of them share.
 */
const BLOCK = 25;

/** What one core fetches from memory at a time, in bytes. */
const CACHE_LINE = 64;

/**
 * Takes the time of single calls with cold caches, the subjects by turns of some calls each. A round's figure is the median of its calls,
 * which leaves out collections of garbage and what else comes between.
 */
export async function measureSwept(
  subjects: readonly SweptSubject[],
  { rounds, calls, callsBefore, swept }: SweptPlan,
): Promise<readonly Timing[]> {
  const memory = new Uint8Array(swept);
  const timings = subjects.map(({ name, prepare }) => ({ name, prepare, nanoseconds: [] as number[] }));
  for (let index = 0; index < callsBefore; index++) {
    for (const { prepare } of timings) await prepare(index)();
  }
  for (let round = 0; round < rounds; round++) {
    const figures = timings.map(() => [] as number[]);
    for (let turn = 0; turn < calls * timings.length; turn++) {
      const lane = (Math.floor(turn / BLOCK) + round) % timings.length;
      const call = timings[lane]?.prepare(turn);
      if (call === undefined) continue;
      sweep(memory);
      const begun = process.hrtime.bigint();
      figures[lane]?.push(Number((await call()) - begun));
    }
    timings.forEach(({ nanoseconds }, lane) => nanoseconds.push(spreadOf(figures[lane] ?? []).median));
  }
  return timings.map(({ name, nanoseconds }) => ({ name, nanoseconds }));
}

function sweep(memory: Uint8Array): void {
  for (let at = 0; at < memory.length; at += CACHE_LINE) memory[at] = (memory[at] ?? 0) + 1;
}
