import { defineConfig } from 'vitest/config';

/** The tests of `vitest.mutation.config.ts`, without those of rooms that the sample leaves alone and the long tables of vectors. */
export default defineConfig({
  test: {
    name: '@acme/token-core mutants',
    include: ['test/*.test.ts', 'test/rules/*.test.ts'],
    exclude: ['test/package.test.ts', 'test/wycheproof.test.ts'],
    testTimeout: 30_000,
    isolate: false,
  },
});
