import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const adapter = fileURLToPath(new URL('../../packages/token-fastify/test', import.meta.url));

/** The tests of the adapter, its contract among them: `fastify` is found from here. */
export default defineConfig({
  resolve: { dedupe: ['@acme/token-core', 'fastify'] },
  test: {
    include: ['test/**/*.test.ts', `${adapter}/**/*.test.ts`],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
