import { defineConfig } from 'vitest/config';

/** Some tests start frameworks and an authorization server, which takes a while on a machine that is busy. */
export default defineConfig({
  test: { testTimeout: 20_000, hookTimeout: 20_000 },
});
