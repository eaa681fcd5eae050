import { configDefaults, defineConfig } from 'vitest/config';

// The page in a real browser has a script of its own, test:browser: it needs Chromium.
export default defineConfig({
  test: { testTimeout: 60_000, exclude: [...configDefaults.exclude, 'test/browser/**'] },
});
