import { defineConfig } from 'tsup';

const common = { format: 'esm', dts: false, sourcemap: false } as const;

export default defineConfig([
  {
    ...common,
    entry: {
      main: 'src/main.ts',
      layers: 'src/children/layers.ts',
      load: 'src/children/load.ts',
      memory: 'src/children/memory.ts',
      server: 'src/children/server.ts',
      size: 'src/size.ts',
      standing: 'src/children/standing.ts',
    },
    target: 'node24',
    // Peers run as they were published, not as a bundler rewrites them.
    skipNodeModulesBundle: true,
  },
  {
    ...common,
    // What runs on other runtimes brings everything along.
    entry: { command: 'src/runtimes/command.ts', worker: 'src/runtimes/worker.ts' },
    target: 'es2022',
    platform: 'neutral',
    noExternal: [/.*/],
    splitting: false,
  },
]);
