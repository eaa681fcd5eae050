import { defineConfig } from 'tsup';

// One file, as workerd takes it.
export default defineConfig({
  entry: ['src/worker.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  noExternal: [/./],
  dts: false,
  clean: true,
});
