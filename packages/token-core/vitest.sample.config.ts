import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './vitest.mutation.config.js';

/** Those tests of `vitest.mutation.config.ts` that are about the rooms of the sample, and quick. */
export default defineConfig({
  test: {
    name: '@acme/token-core mutants',
    include: [
      'test/token/rule-1-length.test.ts',
      'test/token/rule-2-spelling.test.ts',
      'test/token/rule-3-json.test.ts',
      'test/token/rule-4-nothing-else.test.ts',
      'test/token/facts.test.ts',
      'test/verifier/remembered-headers.test.ts',
    ],
    testTimeout: 8_000,
    isolate: false,
    sequence: { sequencer: QuickestFirst },
  },
});
