import { defineConfig } from 'vitest/config';

/** The adapter's own tests. The contract would notice more, by whole servers and slowly. */
export default defineConfig({
  // What tsconfig.json says, which the sandbox does not have.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    name: '@acme/token-nestjs mutants',
    include: ['test/**/*.test.ts'],
    exclude: ['test/contract.test.ts'],
    testTimeout: 20_000,
    isolate: false,
    ...(process.env['MUTATION_RUNNER'] !== undefined && { runner: process.env['MUTATION_RUNNER'] }),
  },
});
