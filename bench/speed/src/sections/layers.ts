import { Child } from '../children/child.js';
import { FRAMEWORKS, LOOKS_UP, OPEN, OURS, OURS_WHOLE } from '../http/contract.js';
import type { Timing } from '../measure/rounds.js';
import { ratioOf, spreadOf } from '../measure/statistics.js';
import type { SweptPlan } from '../measure/swept.js';
import { time, times, timeSpread, whole } from '../report/format.js';
import { type Bar, nanosecondsOf, type Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

/** Twice the second cache of a core: between two requests, a server's other work takes about as much out of it. */
const SWEPT = 1_000_000;

/**
 * A server in its first seconds, and one that has been running. After the first, V8 has compiled finally what all subjects share, and
 * only provisionally what one of them runs alone, which is then up to twice as slow.
 */
const CALLS_BEFORE = [5000, 40_000] as const;

/** The most that a protected route may add to the open one, by what a bare look-up of the token adds. */
const WANTED = 1.5;

/** What each layer of a protected route adds to the open one, without the noise of sockets and of another process. */
export const layers: SectionRunner = {
  name: 'layers',
  run: async ({ quick }) => {
    const plan = {
      ...(quick ? { rounds: 5, calls: 100 } : { rounds: 15, calls: 400 }),
      swept: SWEPT,
    };
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const callsBefore of quick ? CALLS_BEFORE.slice(0, 1) : CALLS_BEFORE) {
      for (const framework of FRAMEWORKS) {
        const swept: SweptPlan = { ...plan, callsBefore };
        const { child, first } = await Child.start('layers', { framework, plan: swept });
        await child.end();
        const name = `${framework} after ${whole(callsBefore)} requests`;
        rows.push(...rowsOf(name, first as readonly Timing[]));
        bars.push(...barsOf(name, first as readonly Timing[]));
      }
    }
    return {
      title:
        'Layers: one request within the process, to the end of its answer, with cold caches (last column: what is added to the open route)',
      rows,
      bars,
    };
  },
};

function barsOf(framework: string, timings: readonly Timing[]): readonly Bar[] {
  const lookUp = addedBy(timings, LOOKS_UP);
  return [OURS, OURS_WHOLE].map((name) => {
    const ratio = ratioOf(addedBy(timings, name), lookUp);
    return {
      what: `${framework}, ${name}: what it adds, by what a bare look-up adds`,
      bar: `≤ ${WANTED}×`,
      measured: times(ratio),
      met: ratio.median <= WANTED,
    };
  });
}

function addedBy(timings: readonly Timing[], name: string): readonly number[] {
  const open = nanosecondsOf(timings, OPEN);
  return nanosecondsOf(timings, name).map((figure, round) => figure - (open[round] ?? Number.NaN));
}

function rowsOf(framework: string, timings: readonly Timing[]): readonly Row[] {
  return timings.map(({ name, nanoseconds }) => {
    const spread = spreadOf(nanoseconds);
    const added = spreadOf(addedBy(timings, name));
    return {
      subject: `${framework}: ${name}`,
      median: time(spread.median),
      spread: timeSpread(spread),
      best: time(Math.min(...nanoseconds)),
      perSecond: whole(1e9 / spread.median),
      against: name === OPEN ? '' : `+${time(added.median)} (${timeSpread(added)})`,
    };
  });
}
