import type { Sample } from './host.js';
import type { LoadReport } from './run-load.js';

/** What has to be known of a curve: where it stood when the host was warm, and where it ended. */
export interface Figures {
  /** Median over the ten seconds after the warm-up, in MB. */
  readonly rssWarm: number;
  /** Median over the last ten seconds, in MB. */
  readonly rssEnd: number;
  readonly heapWarm: number;
  readonly heapEnd: number;
  /** The longest stall after the warm-up, in milliseconds. */
  readonly stall: number;
}

const MEGABYTE = 1_048_576;
const WINDOW = 10_000;

const POINTS = 10;

/** The memory of the host at ten moments of the run, in whole MB. */
export function curveOf({ samples }: LoadReport): readonly number[] {
  const step = Math.max(1, Math.floor(samples.length / POINTS));
  return samples.filter((_, index) => index % step === 0).map(({ rss }) => Math.round(rss / MEGABYTE));
}

/** Warm after a minute, or after a third of a shorter run. */
export function figuresOf({ samples, seconds }: LoadReport): Figures {
  const startedAt = samples[0]?.at ?? 0;
  const warmAt = startedAt + Math.min(60, seconds / 3) * 1000;
  const endAt = samples.at(-1)?.at ?? 0;
  const warm = samples.filter(({ at }) => at >= warmAt && at < warmAt + WINDOW);
  const end = samples.filter(({ at }) => at > endAt - WINDOW);
  const after = samples.filter(({ at }) => at >= warmAt);
  return {
    rssWarm: median(warm, ({ rss }) => rss) / MEGABYTE,
    rssEnd: median(end, ({ rss }) => rss) / MEGABYTE,
    heapWarm: median(warm, ({ heapUsed }) => heapUsed) / MEGABYTE,
    heapEnd: median(end, ({ heapUsed }) => heapUsed) / MEGABYTE,
    stall: Math.max(0, ...after.map(({ stall }) => stall)),
  };
}

function median(samples: readonly Sample[], read: (sample: Sample) => number): number {
  const values = samples.map((sample) => read(sample)).toSorted((a, b) => a - b);
  return values[Math.floor(values.length / 2)] ?? 0;
}
