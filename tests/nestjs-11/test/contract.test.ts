import { adapterContract, type ContractHost } from '@acme/token-testing/contract';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url));

function nest11(name: string, platform: string): ContractHost {
  return {
    name,
    async start({ env }) {
      const child = spawn(process.execPath, [main], {
        env: { ...process.env, ...env, PLATFORM: platform },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const failed = once(child, 'exit').then(() => {
        throw new Error('the app ended before it listened');
      });
      const [line] = (await Promise.race([once(child.stdout, 'data'), failed])) as [Buffer];
      failed.catch(() => undefined);
      return {
        origin: line.toString().trim(),
        close: async () => {
          child.kill();
          await once(child, 'exit');
        },
      };
    },
  };
}

it('is NestJS 11, in a CommonJS app', () => {
  const require = createRequire(import.meta.url);
  expect((require('@nestjs/core/package.json') as { version: string }).version).toMatch(/^11\./);
  expect(readFileSync(main, 'utf8')).toContain('require("@acme/token-nestjs")');
});

adapterContract(nest11('NestJS 11 on Express', 'express'));
adapterContract(nest11('NestJS 11 on Fastify', 'fastify'));
