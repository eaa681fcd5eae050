import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Hosts and keys are made afresh in many tests, on machines that are busy with other packages' tests.
    testTimeout: 30_000,
  },
});
