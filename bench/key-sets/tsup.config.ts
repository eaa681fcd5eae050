import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts', 'src/child.ts'],
  format: 'esm',
  target: 'es2022',
  skipNodeModulesBundle: true,
  dts: false,
  clean: true,
});
