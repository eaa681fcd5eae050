import { defineConfig } from 'vitest/config';

/** Every test starts an app of its own, which takes a while on a machine that is busy. */
export default defineConfig({
  test: { testTimeout: 20_000, hookTimeout: 20_000 },
});
