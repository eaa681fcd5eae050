import { afterEach, describe, expect, it, vi } from 'vitest';
import { protect, type ProtectOptions } from '../../src/fetch/index.js';
import type { Reporter } from '../../src/explain/index.js';
import { KeysUnavailableError, type Verifier } from '../../src/index.js';
import { mint, verifierWith } from '../support/tokens.js';

const verifier = verifierWith();
const open = () => new Response('open');
const guardedBy = (options?: ProtectOptions) => protect(verifier, undefined, open, options);
const anonymous = () => new Request('https://api.example.com/products');

afterEach(() => vi.restoreAllMocks());

/** What is told on the console, which nothing writes to meanwhile. */
function consoleLines() {
  const lines: string[] = [];
  for (const level of ['info', 'warn'] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(`${level}: ${line}`));
  }
  return lines;
}

describe('rule 33: refusals are told where the developer looks', () => {
  it('on the console where nothing is said', async () => {
    const lines = consoleLines();
    // A module that was not asked yet: the first of a kind is told at once.
    vi.resetModules();
    const fresh = await import('../../src/fetch/index.js');
    await fresh.protect(verifier, undefined, open)(anonymous());
    await fresh.protect(verifier, undefined, open, { report: undefined } as unknown as ProtectOptions)(
      new Request('https://api.example.com/', { headers: { authorization: 'Bearer not.a.token' } }),
    );
    const failing: Verifier = { ...verifier, verify: () => Promise.reject(new KeysUnavailableError(1)) };
    const headers = { authorization: `Bearer ${await mint()}` };
    await fresh.protect(failing, undefined, open)(new Request('https://api.example.com/', { headers }));
    expect(lines.map((line) => line.split(':', 2).join(':'))).toEqual([
      'info: GET 401 missing.absent',
      'info: GET 401 token.encoding',
      'warn: GET 503 keys.unavailable',
    ]);
  });

  it('nowhere with false', async () => {
    const lines = consoleLines();
    expect((await guardedBy({ report: false })(anonymous())).status).toBe(401);
    expect(lines).toEqual([]);
  });

  it('a function is told of every decision, of a refusal with its request and its verifier', async () => {
    const told: Parameters<Reporter>[] = [];
    const guarded = guardedBy({ report: (...given) => void told.push(given) });
    const request = anonymous();
    await guarded(request);
    await guarded(
      new Request('https://api.example.com/', { headers: { authorization: `Bearer ${await mint()}` } }),
    );
    expect(told.map(([decision]) => decision.ok)).toEqual([false, true]);
    expect(told[0]?.[1]).toEqual({ request, verifier });
    expect(told[1]?.[1]).toBeUndefined();
  });

  it('not of a request that is let in as anonymous', async () => {
    const told: unknown[] = [];
    const guarded = protect(verifier, 'optional', open, { report: (decision) => void told.push(decision) });
    expect((await guarded(anonymous())).status).toBe(200);
    expect(told).toEqual([]);
  });

  it('what it throws changes no answer', async () => {
    const guarded = guardedBy({
      report: () => {
        throw new Error('no disk');
      },
    });
    expect((await guarded(anonymous())).status).toBe(401);
  });

  it('what it rejects with changes nothing, and does not end the process', async () => {
    const guarded = guardedBy({
      report: (() => Promise.reject(new Error('no disk'))) as unknown as Reporter,
    });
    expect((await guarded(anonymous())).status).toBe(401);
  });
});

describe('rule 31: a mistaken option of protect() is a TypeError', () => {
  it.each([
    [{ reports: false }, 'protect: unknown option "reports"; known is report.'],
    [null, 'protect: options: expected an object, found null'],
    [5, 'protect: options: expected an object, found 5'],
    [[], 'protect: options: expected an object, found an empty list'],
    [() => undefined, 'protect: options: expected an object, found a value of type function'],
    [{ report: true }, 'protect: report: expected false or a function.'],
    [{ report: null }, 'protect: report: expected false or a function.'],
  ])('%j', (options, message) => {
    expect(() => guardedBy(options as unknown as ProtectOptions)).toThrow(new TypeError(message));
  });

  it('a handler that is none is named', () => {
    const loose = protect as (...given: unknown[]) => unknown;
    expect(() => loose(verifier, undefined, 'open')).toThrow(/^protect: handler: expected a function/);
  });

  it('an option that every object would have is none', () => {
    const options = Object.create({ report: 5 }) as ProtectOptions;
    expect(() => guardedBy(options)).not.toThrow();
  });
});

describe('what a platform gives beside the request', () => {
  const demand = { organization: { param: 'organizationId' } } as const;
  const rest = [undefined, null, 'text', 5, { env: true }];
  const sent = async () =>
    new Request('https://api.example.com/organizations/a', {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await mint({ organization_id: 'a' })}` },
    });
  type Rest = readonly unknown[];

  it('is looked through for parameters, whatever else it is', async () => {
    const guarded = protect<string, Request, Rest>(verifier, demand, open, { report: false });
    expect((await guarded(await sent(), ...rest, { params: { organizationId: 'a' } })).status).toBe(200);
    expect((await guarded(await sent(), ...rest)).status).toBe(403);
    expect((await guarded(await sent())).status).toBe(403);
    const onRequest = Object.assign(await sent(), { params: { organizationId: 'a' } });
    expect((await guarded(onRequest, ...rest)).status).toBe(200);
  });

  it('and for a waitUntil', async () => {
    const kept: unknown[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
    const contexts: unknown[] = [];
    const asked: Verifier = {
      ...verifier,
      verify: (token, requirement, given) => {
        contexts.push(given);
        return verifier.verify(token, requirement, given);
      },
    };
    const guarded = protect<string, Request, Rest>(asked, undefined, open, { report: false });
    const headers = { authorization: `Bearer ${await mint()}` };
    const plain = new Request('https://api.example.com/', { headers });
    expect((await guarded(plain, ...rest, { waitUntil: 'later' }, context)).status).toBe(200);
    expect((await guarded(plain, ...rest)).status).toBe(200);
    expect(contexts).toEqual([context, undefined]);
  });
});

describe('a verifier for each request', () => {
  it('is asked once what a demand is for it', async () => {
    const asked: unknown[] = [];
    const counting: Verifier = {
      ...verifier,
      checkRequirement: (requirement) => {
        asked.push(requirement);
        return verifier.checkRequirement(requirement);
      },
    };
    const demand = { scopes: ['read:products'] };
    const guarded = protect(() => counting, demand, open, { report: false });
    for (let time = 0; time < 3; time++) await guarded(anonymous());
    expect(asked.filter((requirement) => requirement === demand)).toHaveLength(1);
  });

  it('one that compiles to nothing still demands what was said', async () => {
    const careless = { ...verifier, checkRequirement: () => undefined } as unknown as Verifier;
    const guarded = protect(careless, { scopes: ['write:products'] }, open, { report: false });
    const headers = { authorization: `Bearer ${await mint()}` };
    expect((await guarded(new Request('https://api.example.com/', { headers }))).status).toBe(403);
  });
});
