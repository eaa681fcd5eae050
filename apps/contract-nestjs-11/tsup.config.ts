import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/main.ts'],
  format: 'cjs',
  target: 'es2022',
  clean: true,
  external: [/^@/, 'reflect-metadata'],
});
