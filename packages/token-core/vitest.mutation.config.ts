import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';
import { ROOMS } from './mutation-rooms.js';

const { MUTATION_ROOM: room = 'token' } = process.env;

/** A mutant's tests end with the first that fails, so those that wait for nothing come first, and the slow files last. */
const QUICK = [
  '/parts.',
  '/settings.',
  'rule-30-held',
  'rule-30-facts',
  'rule-30-hearing',
  '/memory.',
  '/report.',
];
const SLOW = ['rule-30-clients', 'rule-10-fitting', 'wycheproof', 'rule-24', 'rule-22', 'rule-25-budget'];

function slowness({ moduleId }: TestSpecification): number {
  if (QUICK.some((name) => moduleId.includes(name))) return -2;
  return SLOW.findIndex((name) => moduleId.includes(name));
}

export class QuickestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => slowness(one) - slowness(other)));
  }
}

/**
 * The tests that mutants have to get past: those that name one rule each. Properties and sequences would kill more,
 * but by luck and slowly; and the test of the package's own source text would kill everything.
 */
export default defineConfig({
  test: {
    name: '@acme/token-core mutants',
    include: [...(ROOMS[room]?.tests ?? [])],
    exclude: ['test/package.test.ts', 'test/properties/**', 'test/sequences/**'],
    // A mutant that never answers is noticed; the slowest test takes a second.
    testTimeout: 20_000,
    isolate: false,
    runner: './mutation/attempts.ts',
    sequence: { sequencer: QuickestFirst },
  },
});
