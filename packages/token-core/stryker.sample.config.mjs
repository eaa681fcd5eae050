// `pnpm mutate:sample`: the rooms that read the text of a token, for every change that lands. All of it: `pnpm mutate`.
import everything from './stryker.config.mjs';

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  ...everything,
  vitest: { configFile: 'vitest.sample.config.ts', related: false },
  mutate: ['src/token/base64url.ts', 'src/token/compact.ts'],
  concurrency: 2,
  timeoutMS: 3_000,
  jsonReporter: { fileName: 'reports/mutation-sample.json' },
};
