import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/*.ts'],
  format: 'esm',
  target: 'es2022',
  dts: false,
  clean: true,
  // Peers run as they were published, not as a bundler rewrites them.
  skipNodeModulesBundle: true,
});
