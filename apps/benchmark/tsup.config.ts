import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    load: 'src/children/load.ts',
    memory: 'src/children/memory.ts',
    server: 'src/children/server.ts',
    size: 'src/size.ts',
  },
  format: 'esm',
  target: 'node24',
  dts: false,
  clean: true,
  // Peers run as they were published, not as a bundler rewrites them.
  skipNodeModulesBundle: true,
  sourcemap: false,
});
