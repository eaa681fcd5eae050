import { askProducts } from './ask.mjs';
import { shownIn } from './readme.mjs';

const README = 'packages/token-nestjs/README.md';
const TENANT = "'https://tenant.logto.app/oidc'";

/** A project of the Nest CLI, with the ten lines of our README. */
export function nestStarter({ builders, dependencies, withoutEndings = false }) {
  const shown = (name) => {
    const code = shownIn(README, name);
    return withoutEndings ? code.replaceAll(/(from '\.[^']*)\.js'/g, "$1'") : code;
  };
  return {
    packages: ['token-core', 'token-nestjs', 'token-testing', 'token-issuer'],
    dependencies,
    lay(project) {
      project.write('src/resource.ts', shown('resource.ts'));
      project.write('src/products.controller.ts', shown('products.controller.ts'));
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
      { title: 'npm test', run: (project) => project.run('npm', ['test']) },
      { title: 'npm run test:e2e', run: (project) => project.run('npm', ['run', 'test:e2e']) },
    ],
  };
}
