// Mutation testing: every rule of the core is dropped, one at a time, and some test has to notice.
// `pnpm mutate` for all of it, `pnpm mutate --mutate src/token/claims.ts` for one room. What survives is explained in docs/PROOF.md.

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: ['src/**/*.ts'],
  // Only the tests that reach a mutant are run against it.
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // On top of twice what its tests take: only a loop without an end is that slow. A test that waits in vain ends by itself.
  timeoutMS: 5_000,
  timeoutFactor: 2,
  // Vitest needs none of these, and their `extends` leads out of the sandbox. (`dist` stays: a test starts it.)
  ignorePatterns: ['tsconfig*.json', 'reports', 'README.md'],
  tsconfigFile: 'none.json',
  tempDirName: '.stryker-tmp',
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: 'reports/mutation.json' },
  allowConsoleColors: false,
  thresholds: { high: 98, low: 92, break: 92 },
};
