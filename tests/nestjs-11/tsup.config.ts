import { cpSync } from 'node:fs';
import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts'],
  format: 'cjs',
  target: 'es2022',
  clean: true,
  external: [/^@/, 'reflect-metadata'],
  // In the workspace the package finds NestJS 12 beside itself. A copy, as an installation makes it, finds this app's.
  onSuccess: async () => {
    for (const part of ['package.json', 'dist']) {
      cpSync(`../../packages/token-nestjs/${part}`, `dist/node_modules/@acme/token-nestjs/${part}`, {
        recursive: true,
      });
    }
  },
});
