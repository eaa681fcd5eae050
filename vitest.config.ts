import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'bench/*', 'tests/{contract,corpus,nestjs-11,snippets,workerd}'],
  },
});
