import { configDefaults, defineConfig } from 'vitest/config';

// The pages in a real browser have a script of their own, test:browser: they need Chromium.
export default defineConfig({
  // One worker for all files: loading oidc-provider once for each took longer than the tests.
  test: { isolate: false, testTimeout: 20_000, exclude: [...configDefaults.exclude, 'test/browser/**'] },
});
