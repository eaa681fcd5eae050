import { Child } from '../children/child.js';
import { FRAMEWORKS, type Framework, OPEN } from '../http/contract.js';
import type { Timing } from '../measure/rounds.js';
import { spreadOf } from '../measure/statistics.js';
import type { SweptPlan } from '../measure/swept.js';
import { time, timeSpread, whole } from '../report/format.js';
import { nanosecondsOf, type Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

/** Twice the second cache of a core: between two requests, a server's other work takes about as much out of it. */
const SWEPT = 1_000_000;

/** What each layer of a protected route adds to the open one, without the noise of sockets and of another process. */
export const layers: SectionRunner = {
  name: 'layers',
  run: async ({ quick }) => {
    const plan: SweptPlan = {
      ...(quick ? { rounds: 5, calls: 100 } : { rounds: 15, calls: 400 }),
      swept: SWEPT,
    };
    const rows: Row[] = [];
    for (const framework of FRAMEWORKS) {
      const { child, first } = await Child.start('layers', { framework, plan });
      await child.end();
      rows.push(...rowsOf(framework, first as readonly Timing[]));
    }
    return {
      title:
        'Layers: one request within the process, to the end of its answer, with cold caches (last column: what is added to the open route)',
      rows,
      bars: [],
    };
  },
};

function rowsOf(framework: Framework, timings: readonly Timing[]): readonly Row[] {
  const open = nanosecondsOf(timings, OPEN);
  return timings.map(({ name, nanoseconds }) => {
    const spread = spreadOf(nanoseconds);
    const added = spreadOf(nanoseconds.map((figure, round) => figure - (open[round] ?? Number.NaN)));
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
