import { fileURLToPath } from 'node:url';
import { askProducts } from './ask.mjs';
import { addLines, readmeOf } from './lines.mjs';

const INSTALLED = fileURLToPath(new URL('../node_modules/', import.meta.url));

/** The Bun that is installed beside the starters. */
export const BUN = `${INSTALLED}bun/bin/bun.exe`;
/** The newest compiler, for a project that comes without one. */
export const NEWEST_TSC = `${INSTALLED}typescript7/bin/tsc`;

/**
 * One of the templates of create-hono, as it is today: its settings, scripts and dependencies.
 *
 * @param checks - Commands that have to end well before it starts.
 * @param start - What starts it; told its port as PORT.
 */
export function honoStarter({ shown = 'index.ts', checks, start }) {
  return {
    packages: ['token-core', 'token-hono'],
    lay(project) {
      project.edit('src/index.ts', (text) => addLines(text, readmeOf('hono', shown)));
    },
    steps: [
      ...checks.map(({ title, command, parameters }) => ({
        title,
        run: (project) => project.run(command, parameters),
      })),
      {
        title: 'it starts and answers 200, 401 and 403',
        async run(project, issuer) {
          const { command, parameters } = start(issuer);
          const origin = await project.start(command, parameters, { TOKEN_ISSUER: issuer.url });
          await askProducts(origin, issuer, { open: '/' });
        },
      },
    ],
  };
}
