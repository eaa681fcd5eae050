import { defineConfig } from 'vitest/config';

/** The adapter's own tests. The contract would notice more, by whole servers and slowly; one file needs a process of its own. */
export default defineConfig({
  test: {
    name: '@acme/token-fastify mutants',
    include: ['test/**/*.test.ts'],
    exclude: ['test/contract.test.ts', 'test/loaded-late.test.ts'],
    testTimeout: 6000,
    isolate: false,
    ...(process.env['MUTATION_RUNNER'] !== undefined && { runner: process.env['MUTATION_RUNNER'] }),
  },
});
