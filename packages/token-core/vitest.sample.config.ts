import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './vitest.mutation.config.js';

/** Those tests of `vitest.mutation.config.ts` that are about the rooms of the sample, and quick. */
export default defineConfig({
  test: {
    name: '@acme/token-core mutants',
    include: [
      'test/rules/asking-for-keys.test.ts',
      'test/rules/spelling.test.ts',
      'test/rules/token-text.test.ts',
      'test/token/facts.test.ts',
    ],
    testTimeout: 8_000,
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
});
