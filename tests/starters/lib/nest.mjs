import { askProducts } from './ask.mjs';
import { shownIn } from './readme.mjs';

const README = 'packages/token-nestjs/README.md';
const TENANT = "'https://tenant.logto.app/oidc'";

/** A project of the Nest CLI, with the ten lines of our README and the whole tests that it shows. */
export function nestStarter({ builders, dependencies, withJest = false }) {
  const shown = (name) => {
    const code = shownIn(README, name);
    return withJest ? forJest(code) : code;
  };
  return {
    packages: ['token-core', 'token-nestjs', 'token-testing', 'token-issuer'],
    dependencies,
    lay(project) {
      project.write('src/resource.ts', shown('resource.ts'));
      project.write('src/products.controller.ts', shown('products.controller.ts'));
      project.write('src/settings.ts', shown('settings.ts'));
      project.write('src/products.controller.spec.ts', shown('products.controller.spec.ts'));
      project.write(
        'test/products.e2e-spec.ts',
        shown('app.e2e-spec.ts')
          .replaceAll("from './", "from '../src/")
          // The generator's own route is open as well.
          .replace("['/health']", "['/', '/health']"),
      );
      // The README's module beside what the generator wrote: its controller and its service stay.
      const generated = project.read('src/app.module.ts');
      const imports = [...generated.matchAll(/^import .* from '\.\/.*';$/gm)].map(([line]) => line);
      project.write(
        'src/app.module.ts',
        shown('app.module.ts')
          .replace(/^\/\/ .*\n/, `${imports.join('\n')}\n`)
          .replace(TENANT, `process.env.TOKEN_ISSUER ?? ${TENANT}`)
          .replace('controllers: [', 'controllers: [AppController, ')
          .replace('providers: [', 'providers: [AppService, '),
      );
      // Every handler is protected unless it says otherwise, and the generator's own test asks for this one without a token.
      project.edit('src/app.controller.ts', (text) =>
        `import { Public } from '@acme/token-nestjs';\n${text}`.replace('  @Get()', '  @Public()\n  @Get()'),
      );
    },
    steps: [
      ...Object.entries(builders).map(([builder, parameters]) => ({
        title: `built by ${builder}, it starts and answers 200, 401 and 403`,
        async run(project, issuer) {
          await project.run('npm', parameters);
          const origin = await project.start('npm', ['run', 'start:prod'], { TOKEN_ISSUER: issuer.url });
          await askProducts(origin, issuer);
        },
      })),
      {
        title: 'npm test: its own and the one of our README',
        run: async (project) => expectFiles(await project.run('npm', ['test']), 2),
      },
      {
        title: 'npm run test:e2e: its own and the one of our README',
        run: async (project) => expectFiles(await project.run('npm', ['run', 'test:e2e']), 2),
      },
    ],
  };
}

/** As the README says: without the line for Vitest. `./x.js` is `x.js` to its Jest, which finds `x.ts` without the ending. */
function forJest(code) {
  return code
    .replace(/^import .* from 'vitest'; \/\/ with Jest: without this line\n/m, '')
    .replaceAll(/(from '\.[^']*)\.js'/g, "$1'");
}

/** What Jest and Vitest say at their end. */
function expectFiles(said, count) {
  const [, passed] = /(?:Test Suites:|Test Files) +(\d+) passed/.exec(said) ?? [];
  if (Number(passed) !== count) throw new Error(`${count} files of tests were expected to pass:\n${said}`);
}
