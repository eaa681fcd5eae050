import { askProducts } from '../lib/ask.mjs';
import { readmeOf, withoutTypes } from '../lib/lines.mjs';

// `npx fastify-cli@8.0.2 generate fastify-esm --esm`: JavaScript. Nothing that it wrote is changed.
export default {
  packages: ['token-core', 'token-fastify'],
  lay(project) {
    project.write('routes/orders/index.js', withoutTypes(readmeOf('fastify', 'routes/orders/index.ts')));
  },
  steps: [
    {
      title: 'it starts and answers 200, 401 and 403',
      async run(project, issuer) {
        const origin = await project.start('npm', ['start'], { TOKEN_ISSUER: issuer.url });
        await askProducts(origin, issuer, { open: '/example', products: '/orders' });
      },
    },
    {
      title: 'npm test',
      run: (project, issuer) => project.run('npm', ['test'], { TOKEN_ISSUER: issuer.url }),
    },
  ],
};
