import { ratioOf, spreadOf } from '../measure/statistics.js';
import type { Timing } from '../measure/rounds.js';
import { time, times, timeSpread, whole } from './format.js';

/** One line of the table. */
export interface Row {
  readonly subject: string;
  readonly median: string;
  readonly spread: string;
  readonly best: string;
  readonly perSecond: string;
  /** How it stands to the line of the section that everything is compared with. */
  readonly against: string;
}

/** A bar of the project with what was measured. */
export interface Bar {
  readonly what: string;
  readonly bar: string;
  readonly measured: string;
  /** `undefined` when this run did not measure it. */
  readonly met: boolean | undefined;
}

/** A part of the table, with the bars that it decides. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
}

/**
 * The rows of some timings.
 *
 * @param reference - The name of the timing that the others are compared with: how many times as fast.
 */
export function timingRows(timings: readonly Timing[], reference: string): readonly Row[] {
  const base = nanosecondsOf(timings, reference);
  return timings.map(({ name, nanoseconds }) => {
    const spread = spreadOf(nanoseconds);
    return {
      subject: name,
      median: time(spread.median),
      spread: timeSpread(spread),
      best: time(Math.min(...nanoseconds)),
      perSecond: whole(1e9 / spread.median),
      against: name === reference ? '1' : times(ratioOf(base, nanoseconds)),
    };
  });
}

/** The figures of one timing by its name. */
export function nanosecondsOf(timings: readonly Timing[], name: string): readonly number[] {
  const timing = timings.find((item) => item.name === name);
  if (timing === undefined) throw new Error(`No timing is called ${name}.`);
  return timing.nanoseconds;
}
