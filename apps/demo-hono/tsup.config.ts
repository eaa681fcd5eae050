import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: ['src/worker.ts'],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    noExternal: [/^(?!cloudflare:)/],
    treeshake: true,
  },
  { entry: ['src/main.ts'], format: 'esm', target: 'es2022' },
]);
