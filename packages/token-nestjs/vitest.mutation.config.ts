import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const { MUTATION_RUNNER: runner, MUTATION_GRAPHQL: graphql, MUTATION_TESTS: tests } = process.env;

/** The adapter's own tests, or only those that `MUTATION_TESTS` names (`start,named`), and those of GraphQL. The contract would notice more, by whole servers and slowly. */
export default defineConfig({
  // What tsconfig.json says, which the sandbox does not have.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  plugins: [
    {
      name: 'the adapter of the sandbox',
      enforce: 'pre',
      resolveId: (path) => {
        const [, inside] = /^\.\.\/.*\/packages\/token-nestjs\/(.+)\.js$/.exec(path) ?? [];
        return inside === undefined ? undefined : fileURLToPath(new URL(`${inside}.ts`, import.meta.url));
      },
    },
  ],
  test: {
    name: '@acme/token-nestjs mutants',
    include: [`test/${tests ? `{${tests},}` : '**/*'}.test.ts`, ...(graphql ? [graphql] : [])],
    exclude: ['test/contract.test.ts'],
    testTimeout: 20_000,
    isolate: false,
    ...(runner !== undefined && { runner }),
  },
});
