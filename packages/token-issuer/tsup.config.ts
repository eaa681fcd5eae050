import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
  // Some modules, such as node:sqlite, only exist under the node: name.
  removeNodeProtocol: false,
  // A private package: its code belongs into ours.
  noExternal: ['local-pages'],
});
