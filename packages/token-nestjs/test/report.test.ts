import type { ReportedPlace } from '@acme/token-core/explain';
import { Controller, Get, type LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OptionalToken, Public, Scopes } from '../src/index.js';
import type { TokenModuleOptions } from '../src/index.js';
import { type Adapter, bearer, forEveryRoute, issuer, makeVerifier, moduleOf, platforms } from './setup.js';

@Controller('products')
class Products {
  @Scopes('read:products')
  @Get(':id')
  one() {
    return {};
  }
  @OptionalToken()
  @Get()
  list() {
    return [];
  }
  @Public()
  @Get('public/health')
  health() {
    return {};
  }
}

interface Line {
  readonly level: string;
  readonly text: string;
}

/** An app with a logger that keeps what `TokenGuard` writes. */
async function start(adapter: Adapter, options: Partial<TokenModuleOptions> = {}) {
  const lines: Line[] = [];
  const write =
    (level: string) =>
    (text: unknown, ...rest: unknown[]) => {
      if (rest.at(-1) === 'TokenGuard') lines.push({ level, text: String(text) });
    };
  const logger: LoggerService = { log: write('log'), warn: write('warn'), error: write('error') };
  const root = moduleOf({ controllers: [Products], providers: [forEveryRoute], options });
  const app = await NestFactory.create(root, adapter(), { logger, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return { lines, origin: await app.getUrl() };
}

describe.each(platforms)('reports on $platform', ({ adapter }) => {
  it('rule 33: by default through the logger of Nest: the route by its pattern, the first of a kind alone', async () => {
    const { lines, origin } = await start(adapter);
    const headers = await bearer('other');
    for (const id of ['7', '8', 'secret-path']) await fetch(`${origin}/products/${id}`, { headers });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.level).toBe('log');
    expect(lines[0]?.text).toContain('/products/:id');
    expect(lines[0]?.text).toContain('403');
    expect(lines[0]?.text).not.toContain('secret-path');
    expect(lines[0]?.text).not.toContain(headers['authorization']?.slice(-20));
  });

  it('an outage is a warning', async () => {
    const down = { ...issuer.keys, current: () => Promise.reject(new Error('down')) };
    const { lines, origin } = await start(adapter, { verifier: makeVerifier(down) });
    expect((await fetch(`${origin}/products/7`, { headers: await bearer() })).status).toBe(503);
    expect(lines.map(({ level }) => level)).toEqual(['warn']);
  });

  it('what is let in is not reported: good, anonymous or public', async () => {
    const { lines, origin } = await start(adapter);
    await fetch(`${origin}/products/7`, { headers: await bearer('read:products') });
    await fetch(`${origin}/products`);
    await fetch(`${origin}/products/public/health`);
    expect(lines).toEqual([]);
  });

  it('`report: false` is silent; a function takes it over, and one that throws changes nothing', async () => {
    const silent = await start(adapter, { report: false });
    expect((await fetch(`${silent.origin}/products/7`)).status).toBe(401);
    expect(silent.lines).toEqual([]);

    const told: [boolean, ReportedPlace | undefined][] = [];
    const own = await start(adapter, {
      report: (decision, place) => {
        told.push([decision.ok, place]);
        throw new Error('not of interest');
      },
    });
    expect((await fetch(`${own.origin}/products/7`)).status).toBe(401);
    expect(own.lines).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]?.[0]).toBe(false);
    expect(told[0]?.[1]?.route).toBe('/products/:id');
  });

  it('what a function rejects with changes nothing, and does not end the process', async () => {
    const report = (() => Promise.reject(new Error('not of interest'))) as unknown as () => void;
    const own = await start(adapter, { report });
    expect((await fetch(`${own.origin}/products/7`)).status).toBe(401);
    expect(own.lines).toEqual([]);
  });

  it('a function is given the logger of Nest, to write beside it', async () => {
    const report: TokenModuleOptions['report'] = (_, place) => place?.log?.warn('of the function');
    const { lines, origin } = await start(adapter, { report });
    await fetch(`${origin}/products/7`);
    expect(lines).toEqual([{ level: 'warn', text: 'of the function' }]);
  });
});
