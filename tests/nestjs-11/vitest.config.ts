import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const adapter = fileURLToPath(new URL('../../packages/token-nestjs/test', import.meta.url));
const graphql = fileURLToPath(new URL('../nestjs-12/test/graphql.test.ts', import.meta.url));

/** The tests of the adapter and those of tests/nestjs-12: what they import is found from here, with NestJS 11. */
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: {
    dedupe: [
      '@acme/token-core',
      '@nestjs/apollo',
      '@nestjs/common',
      '@nestjs/core',
      '@nestjs/event-emitter',
      '@nestjs/graphql',
      '@nestjs/mercurius',
      '@nestjs/microservices',
      '@nestjs/platform-express',
      '@nestjs/platform-fastify',
      '@nestjs/platform-ws',
      '@nestjs/schedule',
      '@nestjs/testing',
      '@nestjs/websockets',
      'graphql',
      'graphql-ws',
      'reflect-metadata',
      'rxjs',
    ],
  },
  test: {
    include: ['test/**/*.test.ts', `${adapter}/**/*.test.ts`, graphql],
    // The contract runs in a CommonJS app, with the package as it is built.
    exclude: [`${adapter}/contract.test.ts`],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
