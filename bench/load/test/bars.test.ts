import { describe, expect, it } from 'vitest';
import type { AloneReport } from '../src/alone.js';
import { barsOf, growth, MEGABYTE, stallOf } from '../src/bars.js';
import type { LoadReport } from '../src/run-load.js';

const worst = (milliseconds: number) => ({ milliseconds, title: '' });
const alone: AloneReport = {
  requests: 1,
  faults: 0,
  cold: { stall: 60, cpu: 40 },
  stall: worst(3),
  cpu: worst(2),
  answer: worst(5),
};
const memoryOf = (points: readonly number[]) =>
  points.map((megabytes) => ({ heap: megabytes * MEGABYTE, rss: 10 * megabytes * MEGABYTE }));
const good: LoadReport = {
  name: 'a host',
  seconds: 600,
  requests: 1,
  faults: 0,
  wrong: [],
  changed: [],
  memory: memoryOf([20, 20.3, 19.9, 20.1]),
  stall: 80,
  slowest: 90,
  alone,
};
const missed = (report: Partial<LoadReport>) =>
  barsOf({ ...good, ...report })
    .filter(({ isMet }) => !isMet)
    .map(({ what }) => what);

describe('bars', () => {
  it('are met by a good run, whatever a busy machine does to it under load', () => {
    expect(missed({})).toStrictEqual([]);
  });

  it.each<[string, Partial<LoadReport>]>([
    ['no 5xx', { faults: 1 }],
    ['every verdict as expected', { wrong: ['a case'] }],
    ['the same verdicts at the end as at the start', { changed: ['a case'] }],
    ['heap after collection grows by less than 1 MB', { memory: memoryOf([20, 20.5, 21, 21.5]) }],
    [
      'no single request stalls for more than 50 ms',
      { alone: { ...alone, stall: worst(90), cpu: worst(60), answer: worst(100) } },
    ],
  ])('%s', (what, report) => {
    expect(missed(report)).toStrictEqual([what]);
  });

  it('see RSS grow without the heap', () => {
    const memory = good.memory.map((point, index) => ({ ...point, rss: (200 + index * 10) * MEGABYTE }));
    expect(missed({ memory })).toStrictEqual(['RSS grows by less than 10 %']);
    expect(missed({ memory, seconds: 60 })).toStrictEqual([]);
  });

  it('do not blame a request for a stall in which its host did not compute', () => {
    expect(missed({ alone: { ...alone, stall: worst(300), answer: worst(300) } })).toStrictEqual([]);
  });
});

it('a stall is bounded by the answer where nothing else can be seen', () => {
  const unseen = { ...alone, stall: worst(Number.NaN), cpu: worst(Number.NaN) };
  expect(stallOf({ ...good, alone: unseen })).toBe(5);
  expect(stallOf({ ...good, alone: { ...unseen, cpu: worst(2) } })).toBe(2);
});

it('growth is that of a straight line, so that one outlier does not decide', () => {
  expect(growth(memoryOf([10, 11, 12]), ({ heap }) => heap)).toBe(2 * MEGABYTE);
  expect(growth(memoryOf([10, 14, 10]), ({ heap }) => heap)).toBe(0);
});
