import { defineConfig } from 'tsup';

export default defineConfig({
  // Several entries, one core: what they share stands in chunks, so that a class is one class.
  entry: {
    index: 'src/index.ts',
    'given-keys': 'src/given-keys.ts',
    'adapter/index': 'src/adapter/index.ts',
    'explain/index': 'src/explain/index.ts',
    'metadata/index': 'src/metadata/index.ts',
    'fetch/index': 'src/fetch/index.ts',
    'standing/index': 'src/standing/index.ts',
  },
  splitting: true,
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
});
