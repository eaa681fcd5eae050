import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
  },
  format: 'esm',
  target: 'node24',
  dts: false,
  clean: true,
  // Peers run as they were published, not as a bundler rewrites them.
  skipNodeModulesBundle: true,
  sourcemap: false,
});
