import { Child } from '../children/child.js';
import { spreadOf } from '../measure/statistics.js';
import { bytes, whole } from '../report/format.js';
import type { SectionRunner } from './context.js';

/** What the child is to do. */
export interface MemoryOrder {
  readonly tokens: number;
  readonly warmUpTokens: number;
  /** How often it looks, in equal steps. */
  readonly samples: number;
}

/** Bytes in use after a full collection: after the warm-up, and at each look. */
export interface MemoryFigures {
  readonly before: number;
  readonly heaps: readonly number[];
}

const LIMIT = 8e6;
const MILLION = 1e6;
/** The cache is full, and the compiler is done, long before. */
const WARM_UP = 20_000;
const SAMPLES = 10;

/** How much a verifier grows under a flood of distinct valid tokens. */
export const memory: SectionRunner = {
  name: 'memory',
  run: async ({ quick, million }) => {
    const tokens = memoryTokens(quick, million);
    const order: MemoryOrder = { tokens, warmUpTokens: WARM_UP, samples: SAMPLES };
    const { child, first } = await Child.start('memory', order, ['--expose-gc']);
    await child.end();
    const { before, heaps } = first as MemoryFigures;
    const growths = heaps.map((heap) => heap - before);
    const last = growths.at(-1) ?? Number.NaN;
    const most = Math.max(...growths);
    const atMillion = tokens >= MILLION ? last : extrapolate(growths, tokens);
    const { lower, upper } = spreadOf(growths);
    return {
      title: `Memory: growth over ${whole(tokens)} distinct valid tokens (ES256, each verified) through one verifier, after ${whole(WARM_UP)} to warm up`,
      rows: [
        {
          subject: 'ours: heap and buffers in use after a full collection, against after the warm-up',
          median: bytes(last),
          spread: `${bytes(lower)} – ${bytes(upper)}`,
          best: '',
          perSecond: '',
          against: `at most ${bytes(most)} at ${SAMPLES} looks`,
        },
      ],
      bars: [
        {
          what: `memory growth, 1 million distinct tokens${tokens >= MILLION ? '' : ` (extrapolated from ${whole(tokens)})`}`,
          bar: '≤ 8 MB',
          measured: bytes(atMillion),
          met: Math.max(atMillion, most) <= LIMIT,
        },
      ],
    };
  },
};

function memoryTokens(quick: boolean, million: boolean): number {
  if (million) return MILLION;
  return quick ? 20_000 : 100_000;
}

/** Where the straight line through the looks is at a million; never below what was seen. */
function extrapolate(growths: readonly number[], tokens: number): number {
  const step = tokens / growths.length;
  const middle = (growths.length + 1) / 2;
  const mean = growths.reduce((sum, growth) => sum + growth, 0) / growths.length;
  let covariance = 0;
  let variance = 0;
  for (const [index, growth] of growths.entries()) {
    covariance += (index + 1 - middle) * (growth - mean);
    variance += (index + 1 - middle) ** 2;
  }
  const slope = covariance / variance / step;
  return Math.max(mean + slope * (MILLION - middle * step), growths.at(-1) ?? 0);
}
