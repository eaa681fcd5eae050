// Mutation testing of the adapters: `pnpm --filter @acme/token-fastify run mutate`, and so for hono, express and nestjs.
// What survives is explained in docs/PROOF.md. The core has a configuration of its own.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: ['src/**/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  timeoutMS: 15_000,
  timeoutFactor: 4,
  // Vitest needs none of these, and their `extends` leads out of the sandbox.
  ignorePatterns: ['tsconfig*.json', 'test-d', 'reports', 'README.md'],
  tsconfigFile: 'none.json',
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  allowConsoleColors: false,
  thresholds: { high: 98, low: 92, break: 92 },
};
