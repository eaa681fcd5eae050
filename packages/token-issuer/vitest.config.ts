import { configDefaults, defineConfig } from 'vitest/config';

// The pages in a real browser have a script of their own, test:browser: they need Chromium.
export default defineConfig({ test: { exclude: [...configDefaults.exclude, 'test/browser/**'] } });
