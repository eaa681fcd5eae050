import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

it('is NestJS 12', () => {
  const require = createRequire(import.meta.url);
  expect((require('@nestjs/core/package.json') as { version: string }).version).toMatch(/^12\./);
});
