import { defineConfig } from 'vitest/config';

// Servers and machines are started, and Redis is taken away from them, on a machine that is busy with other tests.
export default defineConfig({
  test: {
    name: '@acme/token-redis',
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // How soon a cut-off is heard is measured, so nothing else runs meanwhile.
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
});
