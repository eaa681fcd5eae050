import { describe, it } from 'vitest';
import { PROPERTIES } from './all.js';

// The same inputs at every run, so that a failure is the change's own doing; `pnpm fuzz` looks for new ones.
const SEED = 6750;

describe.each(Object.entries(PROPERTIES))('%s', (_about, properties) => {
  it.each(properties)('$name', async ({ runs, check }) => {
    await check({ numRuns: runs, seed: SEED });
  });
});
