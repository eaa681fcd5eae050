import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts', 'explain/index': 'src/explain/index.ts' },
  splitting: true,
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
});
