import { configDefaults, defineConfig } from 'vitest/config';

// What runs in a real browser has a script of its own, test:browser: it needs Chromium.
export default defineConfig({
  test: {
    name: 'snippets',
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/browser/**'],
    testTimeout: 60_000,
  },
});
