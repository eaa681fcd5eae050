import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import webpack from 'webpack';
import { layModules } from '../lib/modules.mjs';

const FILES = ['both.mjs', 'required.cjs'];

/** Bundles a file that has our core by `import` and by `require`, and runs the bundle: the class has to be one. */
const bundler = (title, bundle) => ({
  title: `${title} puts one core into a bundle`,
  async run(project) {
    const output = `out-${title.replaceAll(/\W+/g, '-')}.mjs`;
    await bundle(project, join(project.folder, 'both.mjs'), output);
    const said = await project.run(process.execPath, [output]);
    if (said.trim() !== 'one core') throw new Error(said);
  },
});

const withEsbuild = (title, options) =>
  bundler(title, (project, entry, output) =>
    esbuild({
      entryPoints: [entry],
      outfile: join(project.folder, output),
      bundle: true,
      format: 'esm',
      logLevel: 'error',
      ...options,
    }),
  );

export default {
  lay(project) {
    layModules(project, ['token-core'], ['jose']);
    for (const name of FILES)
      project.write(name, readFileSync(new URL(`suite/${name}`, import.meta.url), 'utf8'));
  },
  steps: [
    withEsbuild('esbuild for Node.js', { platform: 'node' }),
    withEsbuild('esbuild for browsers', { platform: 'browser' }),
    // What wrangler asks of it: these conditions take the place of `module`.
    withEsbuild('esbuild for Workers', { platform: 'browser', conditions: ['workerd', 'worker', 'browser'] }),
    bundler('webpack', async (project, entry, output) => {
      const stats = await promisify(webpack)({
        mode: 'none',
        target: 'node',
        entry,
        output: { path: project.folder, filename: output, module: true, chunkFormat: 'module' },
        experiments: { outputModule: true },
      });
      if (stats.hasErrors()) throw new Error(stats.toString());
    }),
    bundler('Vite', (project, entry, output) =>
      vite({
        root: project.folder,
        configFile: false,
        logLevel: 'error',
        ssr: { noExternal: true },
        build: {
          ssr: entry,
          outDir: project.folder,
          emptyOutDir: false,
          rollupOptions: { output: { entryFileNames: output } },
        },
      }),
    ),
  ],
};
