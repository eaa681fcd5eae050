import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', 'causes/index': 'src/causes/index.ts', cli: 'src/cli.ts' },
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
  removeNodeProtocol: false,
  // A private package: its code belongs into ours.
  noExternal: ['local-pages'],
});
