import { Child } from '../children/child.js';
import type { GrowthKind, GrowthPoint } from '../growth/contract.js';
import { spreadOf } from '../measure/statistics.js';
import { bytes, digits, time, timeSpread, whole } from '../report/format.js';
import type { Bar, Row } from '../report/section.js';
import type { SectionRunner } from './context.js';

/** MB: a million tokens, their texts twice, and the texts of the requests. */
const HEAP = 12_000;

const SIZES: Readonly<Record<GrowthKind, readonly number[]>> = {
  verifiers: [1, 10, 100, 1000],
  tokens: [1000, 10_000, 100_000, 1_000_000],
  routes: [10, 100, 1000, 10_000],
};
const QUICK: Readonly<Record<GrowthKind, readonly number[]>> = {
  verifiers: [1, 100],
  tokens: [1000, 20_000],
  routes: [10, 1000],
};

/** More than the spread of a measurement; a look-up among a million reads memory that no cache of a processor holds. */
const FLAT = 1.25;
/** How far the memory of the last step may be from that of the step before, per thing. */
const LINEAR = 1.25;

/** What verifiers, known tokens and routes cost when there are many: the cost of a request, and memory. */
export const growth: SectionRunner = {
  name: 'growth',
  run: async ({ quick }) => {
    const rows: Row[] = [];
    const bars: Bar[] = [];
    for (const [kind, sizes] of Object.entries(quick ? QUICK : SIZES) as [GrowthKind, readonly number[]][]) {
      const order = { kind, sizes, rounds: quick ? 20 : 60, seconds: 150 };
      const flags = ['--expose-gc', `--max-old-space-size=${HEAP}`];
      const { child, first } = await Child.start('growth', order, flags);
      await child.end();
      const points = first as readonly GrowthPoint[];
      rows.push(...points.map((point, index) => rowOf(kind, point, points[index - 1])));
      bars.push(...barsOf(kind, points));
    }
    return {
      title:
        'Growth: a request, its quartiles; without us (a bare look-up among as many texts or in as many tables, an open route among as many); memory after a full collection, and by how much it grew per thing',
      rows,
      bars,
    };
  },
};

function rowOf(kind: GrowthKind, point: GrowthPoint, before: GrowthPoint | undefined): Row {
  const spread = spreadOf(point.nanoseconds);
  return {
    subject: `${whole(point.size)} ${NAMES[kind]}`,
    median: time(spread.median),
    spread: timeSpread(spread),
    best: point.floor.length === 0 ? '' : `without us ${time(spreadOf(point.floor).median)}`,
    perSecond: '',
    against: `${bytes(point.bytes)}${before === undefined ? '' : `, ${bytes(perThing(point, before))} each`}`,
  };
}

const NAMES: Readonly<Record<GrowthKind, string>> = {
  verifiers: 'verifiers in one process, 1000 known tokens in all',
  tokens: 'known tokens of one verifier (ES256)',
  routes: 'routes of Fastify, each with a demand',
};

function perThing(point: GrowthPoint, before: GrowthPoint): number {
  return (point.bytes - before.bytes) / (point.size - before.size);
}

function barsOf(kind: GrowthKind, points: readonly GrowthPoint[]): readonly Bar[] {
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined || last === first) return [];
  const ratio = spreadOf(last.nanoseconds).median / spreadOf(first.nanoseconds).median;
  const bars: Bar[] = [
    {
      what: `${whole(last.size)} ${kind}: the cost of a request by that among ${whole(first.size)}`,
      bar: `≤ ${FLAT}×`,
      measured: `${digits(ratio)}×${floorOf(first, last)}`,
      met: ratio <= FLAT,
    },
  ];
  const [early, middle, late] = points.slice(-3);
  if (early === undefined || middle === undefined || late === undefined) return bars;
  const [step, next] = [perThing(middle, early), perThing(late, middle)];
  return [
    ...bars,
    {
      what: `${whole(last.size)} ${kind}: memory each, by that of the step before`,
      bar: `≤ ${LINEAR}×`,
      measured: `${digits(next / step)}× (${bytes(next)} by ${bytes(step)})`,
      met: next / step <= LINEAR,
    },
  ];
}

function floorOf(first: GrowthPoint, last: GrowthPoint): string {
  if (first.floor.length === 0) return '';
  return `; without us ${digits(spreadOf(last.floor).median / spreadOf(first.floor).median)}×`;
}
