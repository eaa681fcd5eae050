import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/probe.ts', 'src/hosts/nest-on-fastify.ts', 'src/hosts/hono-on-node.ts'],
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  splitting: false,
  skipNodeModulesBundle: true,
  // What the demos share stands in sources alone.
  noExternal: [/^cloudflare:/, 'demo-products', 'demo-standing'],
  esbuildOptions: (options) => {
    options.alias = {
      'cloudflare:workers': fileURLToPath(new URL('src/hosts/environment.ts', import.meta.url)),
    };
  },
});
