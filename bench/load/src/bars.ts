import type { Memory } from './host.js';
import type { LoadReport } from './run-load.js';

/** One bar of a host, and what was measured against it. */
export interface Bar {
  readonly what: string;
  readonly isMet: boolean;
  readonly measured: string;
}

/** Of heap and buffers after a collection, in MB: what compiled code, caches and rounding move up and down. */
const HEAP_LIMIT = 1;
/** Of the memory that the system sees, as a part of what it was when the host was warm: allocators keep spare pages. */
const RSS_LIMIT = 0.1;
/** The first tenth is the warm-up: in a shorter run it is too short for a heap that takes pages as it needs them. */
const RSS_SECONDS = 600;
/** Milliseconds. */
const STALL_LIMIT = 50;

export const MEGABYTE = 1_048_576;

/** The bars that every host has to meet. */
export function barsOf(report: LoadReport): readonly Bar[] {
  const { faults, wrong, changed, memory, alone, seconds } = report;
  const heap = growth(memory, (point) => point.heap) / MEGABYTE;
  const warm = (memory[0]?.rss ?? 0) / MEGABYTE;
  const rss = growth(memory, (point) => point.rss) / MEGABYTE;
  const bars: Bar[] = [
    { what: 'no 5xx', isMet: faults === 0, measured: String(faults) },
    { what: 'every verdict as expected', isMet: wrong.length === 0, measured: `${wrong.length} wrong` },
    {
      what: 'the same verdicts at the end as at the start',
      isMet: changed.length === 0,
      measured: `${changed.length} changed`,
    },
    {
      what: `heap after collection grows by less than ${HEAP_LIMIT} MB`,
      isMet: heap < HEAP_LIMIT,
      measured: `${heap.toFixed(2)} MB`,
    },
  ];
  // The system may not tell it at all.
  if (seconds >= RSS_SECONDS && !Number.isNaN(rss)) {
    const what = `RSS grows by less than ${RSS_LIMIT * 100} %`;
    bars.push({ what, isMet: rss < warm * RSS_LIMIT, measured: `${rss.toFixed(1)} MB` });
  }
  if (alone === undefined) return bars;
  const caused = stallOf(report);
  const isMet = caused <= STALL_LIMIT;
  bars.push({
    what: `no single request stalls for more than ${STALL_LIMIT} ms`,
    isMet,
    measured: `${caused.toFixed(1)} ms`,
  });
  return bars;
}

/**
 * A stall that a request causes is no longer than the stalls that were seen, nor than the host computed; where neither
 * can be seen, no longer than the answer took.
 */
export function stallOf({ alone }: LoadReport): number {
  const seen = [alone?.stall, alone?.cpu].map((worst) => worst?.milliseconds ?? Number.NaN);
  const bounds = seen.filter((bound) => !Number.isNaN(bound));
  return bounds.length === 0 ? (alone?.answer.milliseconds ?? Number.NaN) : Math.min(...bounds);
}

/** By how much the straight line through all points rises from the first to the last. */
export function growth(memory: readonly Memory[], read: (point: Memory) => number): number {
  const middle = (memory.length - 1) / 2;
  const mean = memory.reduce((sum, point) => sum + read(point), 0) / memory.length;
  let rise = 0;
  let run = 0;
  for (const [index, point] of memory.entries()) {
    rise += (index - middle) * (read(point) - mean);
    run += (index - middle) ** 2;
  }
  return run === 0 ? 0 : (rise / run) * (memory.length - 1);
}
