import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['{packages,internal,apps,bench,tests}/*', '!tests/runtimes', '!tests/sdks', '!tests/starters'],
    // By itself Vitest leaves one core alone, which is half of a machine with two.
    maxWorkers: '100%',
  },
});
