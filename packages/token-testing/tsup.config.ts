import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    server: 'src/server.ts',
    'contract/index': 'src/contract/index.ts',
    'standing/index': 'src/standing/index.ts',
    cases: 'src/cases.ts',
    wire: 'src/wire.ts',
  },
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  sourcemap: false,
  treeshake: true,
  removeNodeProtocol: false,
});
