import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/machine.ts'],
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  splitting: false,
  skipNodeModulesBundle: true,
});
