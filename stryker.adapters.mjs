// Mutation testing of the adapters: `pnpm --filter @acme/token-fastify run mutate`, and so for hono, express and nestjs.
// What survives is explained in docs/PROOF.md. The core has a configuration of its own.

import { fileURLToPath } from 'node:url';

const pathOf = (name) => fileURLToPath(new URL(`packages/token-core/mutation/${name}`, import.meta.url));
// Read by the configuration of Vitest, which stands in a sandbox and knows no way out of it.
process.env.MUTATION_RUNNER = pathOf('attempts.ts');
// An empty one leaves these tests out, which only `token.request.ts` and a part of `token.start.ts` need.
process.env.MUTATION_GRAPHQL ??= fileURLToPath(
  new URL('tests/nestjs-12/test/graphql.test.ts', import.meta.url),
);
// Their tests start whole apps, which a busy machine is slow at: what it takes longer for is no loop without an end.
process.env.MUTATION_PATIENCE ??= '20000';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  // With `MUTATION_QUICK=true` for a first look, as `--quick` is for a room of the core.
  plugins: [pathOf('quick-runner.mjs')],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: ['src/**/*.ts'],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // The quick way is within it.
  dryRunTimeoutMinutes: 60,
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
