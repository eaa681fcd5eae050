import { defineConfig } from 'tsup';

// One file each, as workerd takes it.
export default defineConfig({
  entry: ['src/worker.ts', 'src/clock-worker.ts', 'src/standing-worker.ts'],
  format: 'esm',
  target: 'es2022',
  platform: 'neutral',
  noExternal: [/./],
  splitting: false,
  dts: false,
  clean: true,
});
