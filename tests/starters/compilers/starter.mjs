import { readFileSync } from 'node:fs';
import { layModules, MODULES } from '../lib/modules.mjs';

/** What a project may say: the settings, the compilers that know them, and what Node.js has to take the output for. */
const SETTINGS = [
  { module: 'commonjs', moduleResolution: 'node', type: 'commonjs', compilers: ['5.4', '5.9'] },
  // Deprecated in 6, and gone in 7.
  {
    module: 'commonjs',
    moduleResolution: 'node',
    type: 'commonjs',
    compilers: ['6'],
    more: { ignoreDeprecations: '6.0' },
  },
  { module: 'commonjs', moduleResolution: 'bundler', type: 'commonjs', compilers: ['6', '7'] },
  { module: 'node16', moduleResolution: 'node16', type: 'commonjs' },
  { module: 'node16', moduleResolution: 'node16', type: 'module' },
  { module: 'nodenext', moduleResolution: 'nodenext', type: 'commonjs' },
  { module: 'nodenext', moduleResolution: 'nodenext', type: 'module' },
  { module: 'esnext', moduleResolution: 'bundler', type: 'module' },
];
const COMPILERS = ['5.4', '5.9', '6', '7'];
const OLDEST_NODE = `${MODULES}/node20/bin/node`;

const steps = SETTINGS.flatMap(({ module, moduleResolution, type, compilers = COMPILERS, more = {} }) =>
  compilers.map((version) => ({
    title: `TypeScript ${version}, ${type}, module ${module}, moduleResolution ${moduleResolution}`,
    async run(project) {
      project.write('package.json', JSON.stringify({ private: true, type }));
      project.write(
        'tsconfig.json',
        JSON.stringify({
          compilerOptions: {
            target: 'es2022',
            lib: ['es2022', 'dom', 'dom.iterable'],
            types: [],
            strict: true,
            // Our declarations have to hold by themselves; those of the compiler take most of its time.
            skipLibCheck: false,
            skipDefaultLibCheck: true,
            esModuleInterop: true,
            outDir: 'out',
            rootDir: '.',
            ...more,
            module,
            moduleResolution,
          },
          files: ['app.ts'],
        }),
      );
      await project.run(process.execPath, [`${MODULES}/typescript${version}/bin/tsc`, '-p', '.']);
      await project.run(OLDEST_NODE, ['out/app.js']);
    },
  })),
);

// No template: an app in one file, compiled as projects set their compilers, and run on the oldest Node.js.
export default {
  lay(project) {
    layModules(project, ['token-core', 'token-testing'], ['jose']);
    project.write('app.ts', readFileSync(new URL('suite/app.ts', import.meta.url), 'utf8'));
  },
  steps,
};
