import { askProducts } from './ask.mjs';
import { addLines, readmeOf } from './lines.mjs';

/**
 * `npm init`, Express, its types and `tsc --init`, in CommonJS, with the ten lines of our README. Of what `tsc --init` writes are
 * changed `rootDir`, `outDir` and `types`, as its comments say; and `verbatimModuleSyntax`, under which TypeScript itself refuses
 * `import` in a CommonJS package.
 */
export const expressStarter = {
  packages: ['token-core', 'token-express'],
  lay(project) {
    project.edit('src/index.ts', (text) => addLines(text, readmeOf('express', 'index.ts')));
  },
  steps: [
    {
      title: 'it compiles, starts and answers 200, 401 and 403',
      async run(project, issuer) {
        await project.run('npm', ['run', 'build']);
        const origin = await project.start('npm', ['start'], { TOKEN_ISSUER: issuer.url });
        await askProducts(origin, issuer);
      },
    },
  ],
};
