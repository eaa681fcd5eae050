import { readFileSync } from 'node:fs';
import { layModules, MODULES } from '../lib/modules.mjs';

const node = (version) => `${MODULES}/node${version}/bin/node`;
const agree = (title, command, parameters, copies) => ({
  title,
  run: (project) => project.run(command, [...parameters, 'agree.cjs', String(copies)]),
});
const NODES = [20, 22, 24, 26];

// No template: a process that has our core both by `require` and by `import`.
export default {
  lay(project) {
    layModules(project, ['token-core', 'token-testing'], ['jose']);
    project.write('agree.cjs', readFileSync(new URL('suite/agree.cjs', import.meta.url), 'utf8'));
  },
  steps: [
    ...NODES.map((version) => agree(`Node.js ${version} has one core`, node(version), [], 1)),
    agree('Bun has one core', `${MODULES}/bun/bin/bun.exe`, [], 1),
    agree(
      'Deno has one core',
      `${MODULES}/.bin/deno`,
      ['run', '--no-config', '--node-modules-dir=manual', '--allow-all'],
      1,
    ),
    ...NODES.map((version) =>
      agree(
        `Node.js ${version} that cannot require ESM has two, which agree`,
        node(version),
        ['--no-experimental-require-module'],
        2,
      ),
    ),
  ],
};
