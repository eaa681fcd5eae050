import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: ['src/worker.ts'],
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    noExternal: [/^(?!cloudflare:)/],
    treeshake: true,
    // What the runtime itself provides.
    esbuildOptions: (options) => {
      options.external = ['cloudflare:*'];
    },
  },
  { entry: ['src/main.ts'], format: 'esm', target: 'es2022' },
]);
