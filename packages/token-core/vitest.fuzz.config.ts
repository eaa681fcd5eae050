import { defineConfig } from 'vitest/config';

/** The properties for as long as one likes: FUZZ_INPUTS, FUZZ_SECONDS and FUZZ_SEED set how long and where from. */
export default defineConfig({
  test: {
    name: '@acme/token-core fuzz',
    include: ['test/properties/long.fuzz.ts'],
    disableConsoleIntercept: true,
  },
});
