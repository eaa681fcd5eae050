import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    'management/index': 'src/management/index.ts',
    'webhooks/index': 'src/webhooks/index.ts',
    cli: 'src/cli.ts',
  },
  splitting: true,
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
  removeNodeProtocol: false,
});
