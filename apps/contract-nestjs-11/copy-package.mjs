import { cpSync } from 'node:fs';

// In the workspace the package finds NestJS 12 beside itself. A copy, as an installation makes it, finds this app's.
const from = new URL('../../packages/token-nestjs/', import.meta.url);
const to = new URL('dist/node_modules/@acme/token-nestjs/', import.meta.url);
for (const part of ['package.json', 'dist'])
  cpSync(new URL(part, from), new URL(part, to), { recursive: true });
