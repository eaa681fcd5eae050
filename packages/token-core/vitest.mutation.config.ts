import { defineConfig } from 'vitest/config';

/**
 * The tests that mutants have to get past: those that name one rule each. Properties and sequences would kill more,
 * but by luck and slowly; and the test of the package's own source text would kill everything.
 */
export default defineConfig({
  test: {
    name: '@acme/token-core mutants',
    include: ['test/**/*.test.ts'],
    exclude: ['test/package.test.ts', 'test/properties/**', 'test/sequences/**'],
    testTimeout: 30_000,
  },
});
