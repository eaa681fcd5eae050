import type { Timing } from './rounds.js';

/** Something whose time is taken over a batch of things that were laid out before. */
export interface BatchSubject<T> {
  readonly name: string;
  readonly run: (item: T) => unknown;
}

/** How many rounds the compiler gets to see. */
const ROUNDS_BEFORE = 300;

/**
 * Takes the time of each subject in very many, very short rounds, in another order each time. What a subject works on is new
 * in each round and is made outside the time. Medians over such rounds hold on a machine that has other work, since most
 * rounds are over before it comes.
 *
 * @param prepare - Makes the batch of one round.
 */
export function measureBatches<T>(
  subjects: readonly BatchSubject<T>[],
  rounds: number,
  prepare: () => readonly T[],
): readonly Timing[] {
  const lanes = subjects.map(({ name, run }) => ({ name, run, nanoseconds: [] as number[] }));
  const order = [...lanes];
  for (let round = -ROUNDS_BEFORE; round < rounds; round++) {
    shuffle(order);
    for (const { run, nanoseconds } of order) {
      const figure = timeBatch(run, prepare());
      if (round >= 0) nanoseconds.push(figure);
    }
  }
  return lanes;
}

function timeBatch<T>(run: (item: T) => unknown, batch: readonly T[]): number {
  const begun = process.hrtime.bigint();
  for (const item of batch) run(item);
  return Number(process.hrtime.bigint() - begun) / batch.length;
}

/** Fisher and Yates: so that what a subject runs after, and finds in the processor's memory, evens out. */
function shuffle(list: unknown[]): void {
  for (let end = list.length - 1; end > 0; end--) {
    const other = Math.floor(Math.random() * (end + 1));
    [list[end], list[other]] = [list[other], list[end]];
  }
}
