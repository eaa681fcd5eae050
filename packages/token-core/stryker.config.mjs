// Mutation testing: every rule of a room is dropped, one at a time, and some test has to notice. `mutate.mjs` runs it.
import { ROOMS } from './mutation-rooms.ts';

const { MUTATION_ROOM: room = 'token' } = process.env;

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  testRunner: 'vitest',
  plugins: ['./mutation/quick-runner.mjs'],
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  mutate: [...ROOMS[room].mutate],
  // Only the tests that reach a mutant are run against it.
  coverageAnalysis: 'perTest',
  concurrency: 1,
  dryRunTimeoutMinutes: 60,
  // On top of twice what its tests take. A loop without an end is noticed by its turns; a busy machine is no mutant.
  timeoutMS: 30_000,
  timeoutFactor: 2,
  // Vitest needs none of these, and their `extends` leads out of the sandbox. (`dist` stays: a test starts it.)
  ignorePatterns: ['tsconfig*.json', 'reports', '.stryker-tmp', 'README.md'],
  tsconfigFile: 'none.json',
  tempDirName: `.stryker-tmp/${room.replaceAll('/', '-')}`,
  reporters: ['clear-text', 'json', ...(process.env.CI === undefined ? ['progress-append-only'] : [])],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: false,
  },
  jsonReporter: { fileName: `reports/mutation-${room.replaceAll('/', '-')}.json` },
  allowConsoleColors: false,
  thresholds: { high: 98, low: 92, break: 92 },
};
