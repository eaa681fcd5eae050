import { defineConfig } from 'tsup';

const common = { format: 'esm', dts: false, sourcemap: false } as const;

export default defineConfig([
  {
    ...common,
    entry: {
      main: 'src/main.ts',
      'cold-jose-installed': 'src/runtimes/cold-jose-command.ts',
      'cold-ours-installed': 'src/runtimes/cold-ours-command.ts',
      growth: 'src/children/growth.ts',
      layers: 'src/children/layers.ts',
      load: 'src/children/load.ts',
      memory: 'src/children/memory.ts',
      'mixed-load': 'src/children/mixed-load.ts',
      'mixed-server': 'src/children/mixed-server.ts',
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
    // What runs on other runtimes brings everything along, in the form in which a Worker is uploaded.
    minify: true,
    entry: {
      command: 'src/runtimes/command.ts',
      'cold-jose-command': 'src/runtimes/cold-jose-command.ts',
      'cold-jose-worker': 'src/runtimes/cold-jose-worker.ts',
      'cold-ours-command': 'src/runtimes/cold-ours-command.ts',
      'cold-ours-worker': 'src/runtimes/cold-ours-worker.ts',
      worker: 'src/runtimes/worker.ts',
    },
    target: 'es2022',
    platform: 'neutral',
    noExternal: [/.*/],
    splitting: false,
  },
]);
