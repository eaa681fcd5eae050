import type { Verifier } from '@acme/token-core';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { explore, type ExploreOptions } from '../../src/index.js';
import { ask, decisionOn, verifier } from './setup.js';

let printed: string[];

beforeEach(() => {
  printed = [];
  const keep = (line: unknown) => void printed.push(String(line));
  vi.spyOn(console, 'info').mockImplementation(keep);
  vi.spyOn(console, 'warn').mockImplementation(keep);
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The address that the line for this port shows. */
async function urlOf(port: number): Promise<string> {
  const find = () =>
    printed.join('\n').match(new RegExp(`http://127\\.0\\.0\\.1:${port}/[\\w-]{32}/$`, 'm'))?.[0];
  await expect.poll(find, { timeout: 5000 }).toBeTypeOf('string');
  return find() ?? '';
}

describe('it opens', () => {
  it('where NODE_ENV is development, and says where in one line', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    const port = await freePort();
    explore({ port });
    await urlOf(port);
    expect(printed).toHaveLength(1);
  });

  it.each(['production', 'test', '', 'Development'])(
    'nothing where NODE_ENV is "%s", and says so once',
    async (name) => {
      vi.stubEnv('NODE_ENV', name);
      vi.resetModules();
      const fresh = (await import('../../src/page/explore.js')).explore;
      const report = fresh();
      fresh();
      expect(printed).toEqual([expect.stringContaining('opens no page')]);
      report(...(await decisionOn(undefined)));
      report(...(await decisionOn(undefined)));
      // The line that there is without it.
      expect(printed.slice(1)).toEqual([expect.stringContaining('GET /products/:id 401 missing.absent')]);
    },
  );

  it('where the option says so, whatever NODE_ENV is', async () => {
    vi.stubEnv('NODE_ENV', 'test');
    const port = await freePort();
    explore({ enabled: true, port });
    await urlOf(port);
  });

  it('nothing where the option says so', async () => {
    vi.stubEnv('NODE_ENV', 'development');
    explore({ enabled: false });
    expect(printed.join()).not.toContain('http:');
  });

  it('one page, however often it is called', async () => {
    const port = await freePort();
    const [one, other] = [explore({ enabled: true, port }), explore({ enabled: true, port })];
    const url = await urlOf(port);
    one(...(await decisionOn('Bearer one')));
    other(...(await decisionOn(undefined)));
    const { text } = await ask(url);
    expect(text.match(/refusals\/\d/g)).toHaveLength(2);
    expect(printed.filter((line) => line.includes(`:${port}/`))).toHaveLength(1);
  });

  it('no page on a port that is taken: a line says so, and reports go on', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const report = explore({ enabled: true, port });
    await expect.poll(() => printed.join()).toContain(`could not open port ${port}`);
    report(...(await decisionOn(undefined)));
    expect(printed.join()).toContain('401 missing.absent');
    server.close();
  });
});

describe('reports', () => {
  it('stand beside the lines, in the log that the host names', async () => {
    const lines: string[] = [];
    const log = {
      info: (line: string) => void lines.push(line),
      warn: (line: string) => void lines.push(line),
    };
    const report = explore({ enabled: true, port: await freePort() });
    report(...(await decisionOn(undefined, undefined, { log })));
    expect(lines).toEqual([expect.stringContaining('GET /products/:id 401 missing.absent')]);
  });

  it('go on to a function that is given, and what it throws changes nothing', async () => {
    const told: boolean[] = [];
    const port = await freePort();
    const report = explore({
      enabled: true,
      port,
      report: (decision) => {
        told.push(decision.ok);
        throw new Error('of the listener');
      },
    });
    const url = await urlOf(port);
    report({ ok: true });
    report(...(await decisionOn(undefined)));
    expect(told).toEqual([true, false]);
    expect((await ask(url)).text).toContain('refusals/1"');
    expect(printed.join()).not.toContain('missing.absent');
  });

  it('a place whose members throw takes nothing with it', async () => {
    const report = explore({ enabled: true, port: await freePort(), report: false });
    const [decision] = await decisionOn(undefined);
    const place = {
      get verifier(): never {
        throw new Error('of the place');
      },
    };
    expect(() => report(decision, place)).not.toThrow();
  });

  it('are silent with false', async () => {
    const report = explore({ enabled: true, port: await freePort(), report: false });
    report(...(await decisionOn(undefined)));
    expect(printed.join()).not.toContain('missing.absent');
  });

  it('a verifier that is given judges before the first refusal', async () => {
    const port = await freePort();
    // One with the names of its permissions in its type, as an app has it.
    const typed: Verifier<'read:products'> = verifier as Verifier<'read:products'>;
    explore({ enabled: true, port, verifier: typed });
    expect((await ask(await urlOf(port))).text).toContain('<textarea');
  });
});

it.each([
  [{ enabled: 'yes' }, 'explore: enabled: expected true or false'],
  [{ port: -1 }, 'explore: port: expected a whole number from 0 to 65535'],
  [{ port: '8080' }, 'explore: port: expected a whole number'],
  [{ port: 1.5 }, 'explore: port: expected a whole number'],
  [{ report: true }, 'explore: report: expected false or a function'],
  [{ verifier: {} }, 'explore: verifier: expected what createVerifier returns'],
  [{ host: '0.0.0.0' }, 'explore: unknown option "host"'],
  [{ enabled: null }, 'explore: enabled: expected true or false, not null'],
  [{ port: null }, 'explore: port: expected a whole number from 0 to 65535, not null'],
  [null, 'explore: options: expected an object'],
  [[], 'explore: options: expected an object'],
])('%j is a TypeError', (options, sentence) => {
  expect(() => explore(options as unknown as ExploreOptions)).toThrow(TypeError);
  expect(() => explore(options as unknown as ExploreOptions)).toThrow(sentence);
});

it('rule 3: what stands on Object.prototype opens nothing', () => {
  Object.defineProperty(Object.prototype, 'enabled', { value: true, configurable: true });
  try {
    vi.stubEnv('NODE_ENV', 'production');
    explore({});
    expect(printed.join()).not.toContain('http:');
  } finally {
    Reflect.deleteProperty(Object.prototype, 'enabled');
  }
});

it('Workers cannot listen: a TypeError says so', () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  expect(() => explore()).toThrow('explore: expected Node.js');
});
