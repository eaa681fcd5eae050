import { askProducts } from '../lib/ask.mjs';
import { readmeOf } from '../lib/lines.mjs';

const isOpen = (text) =>
  text.replace("fastify.get('/', ", "fastify.get('/', { config: { token: 'public' } }, ");

// `npx fastify-cli@8.0.2 generate fastify-ts --lang=ts`. It asks for TypeScript 6.0, under which its own `npm test` ends with
// TS5011, TS5101 and TS2591 before anything is added: here it has 5.9.
export default {
  packages: ['token-core', 'token-fastify'],
  lay(project) {
    project.write('src/plugins/token.ts', readmeOf('fastify', 'plugins/token.ts'));
    project.write('src/routes/products/index.ts', readmeOf('fastify', 'routes/products/index.ts'));
    // Everything is protected from then on, and the generator's own tests ask for these without a token.
    project.edit('src/routes/root.ts', isOpen);
    project.edit('src/routes/example/index.ts', isOpen);
  },
  steps: [
    {
      title: 'it compiles, starts and answers 200, 401 and 403',
      async run(project, issuer) {
        await project.run('npm', ['run', 'build:ts']);
        const start = ['fastify', 'start', '-l', 'info', 'dist/app.js'];
        const origin = await project.start('npx', start, { TOKEN_ISSUER: issuer.url });
        await askProducts(origin, issuer, { open: '/example' });
      },
    },
    {
      // Its script has the compiler check everything twice before ts-node would do so once more for each test.
      title: 'npm test',
      run: (project, issuer) =>
        project.run('npm', ['test'], { TOKEN_ISSUER: issuer.url, TS_NODE_TRANSPILE_ONLY: 'true' }),
    },
  ],
};
