import { describe, expect, expectTypeOf, it } from 'vitest';
import { demandOf, protect, tokenOf } from '../../src/fetch/index.js';
import {
  authenticate,
  createVerifier,
  defineResource,
  KeysUnavailableError,
  type Requirements,
  staticKeys,
  type VerifiedToken,
  type Verifier,
} from '../../src/index.js';
import { claimsWith, ISSUER, key, mint, NOW, RESOURCE } from '../support/tokens.js';

const products = defineResource({
  indicator: RESOURCE,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
const settings = {
  issuer: ISSUER,
  resource: products,
  keys: staticKeys({ keys: [key.publicJwk] }),
  now: () => NOW * 1000,
};
const verifier = createVerifier(settings);
type Scope = keyof typeof products.scopes;

async function request(scope?: string, init: RequestInit = {}): Promise<Request> {
  const headers = scope === undefined ? {} : { authorization: `Bearer ${await mint(claimsWith({ scope }))}` };
  return new Request('https://api.example.com/products', { headers, ...init });
}

async function answerOf(response: Response) {
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.text(),
  };
}

async function refusal(headers: Record<string, string>, requirement?: Requirements<Scope>) {
  const result = await authenticate(createVerifier(settings), { headers }, requirement);
  if (result.ok) throw new Error('a refusal was expected');
  return result.response;
}

const open = (_request: Request, token: VerifiedToken | undefined) =>
  new Response(token === undefined ? 'anonymous' : token.claims.sub);

describe('rule 20: a refusal is the answer of the core, byte for byte', () => {
  it.each([
    ['no credentials', {}],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
    ['broken credentials', { authorization: 'Bearer a b' }],
    ['no token at all', { authorization: 'Bearer not.a.token' }],
  ])('%s', async (_case, headers) => {
    const guarded = protect(verifier, undefined, open);
    const response = await guarded(new Request('https://api.example.com/', { headers }));
    expect(await answerOf(response)).toEqual(await refusal(headers));
  });

  it('a scope too few', async () => {
    const guarded = protect(verifier, { scopes: ['write:products'] }, open);
    const sent = await request('read:products');
    const headers = Object.fromEntries(sent.headers);
    expect(await answerOf(await guarded(sent))).toEqual(
      await refusal(headers, { scopes: ['write:products'] }),
    );
  });

  it('RFC 9110 §9.3.2: HEAD without a body', async () => {
    const response = await protect(verifier, undefined, open)(await request(undefined, { method: 'HEAD' }));
    expect([response.status, response.headers.get('www-authenticate'), response.body]).toEqual([
      401,
      'Bearer',
      null,
    ]);
  });

  it('an outage is 503 with Retry-After, never 401', async () => {
    const current = () => {
      throw new KeysUnavailableError(7);
    };
    const down = createVerifier({ ...settings, keys: { ...settings.keys, current, newer: current } });
    for (const demand of [undefined, 'optional'] as const) {
      const response = await protect(down, demand as undefined, open)(await request(''));
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '7']);
    }
  });
});

describe('a request that is let in', () => {
  it.each([
    [{ scopes: ['read:products'] }, 'read:products', 200],
    [{ scopes: ['read:products'] }, 'write:products', 403],
    [{ anyScope: ['read:products', 'write:products'] }, 'write:products', 200],
    [{ anyScope: ['read:products', 'write:products'] }, 'other', 403],
    [[{ scopes: ['read:products'] }, { scopes: ['write:products'] }], 'read:products', 403],
    [[{ scopes: ['read:products'] }, { scopes: ['write:products'] }], 'read:products write:products', 200],
  ] as const)('%j with "%s": %i', async (requirement, scope, status) => {
    const guarded = protect(verifier, requirement, open);
    for (let time = 0; time < 2; time++) {
      expect((await guarded(await request(scope))).status).toBe(status);
    }
  });

  it('gives the handler the request, the token, and what the platform gives', async () => {
    const env = { NAME: 'env' };
    const kept: unknown[] = [];
    const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
    const guarded = protect(
      verifier,
      { scopes: ['read:products'] },
      (sent: Request, token, given: typeof env, also: typeof context) =>
        Response.json([sent.url, token.claims.sub, given.NAME, also === context]),
    );
    const response = await guarded(await request('read:products'), env, context);
    expect(await response.json()).toEqual(['https://api.example.com/products', 'user-1', 'env', true]);
  });

  it('keeps background work alive by the waitUntil of the platform', async () => {
    const refreshing: Verifier = createVerifier({
      ...settings,
      keys: {
        ...settings.keys,
        current: (asked) => {
          asked.waitUntil?.(Promise.resolve('refreshed'));
          return settings.keys.current(asked);
        },
      },
    });
    const kept: Promise<unknown>[] = [];
    class Context {
      waitUntil(work: Promise<unknown>): void {
        kept.push(work);
      }
    }
    const guarded = protect(refreshing, undefined, (sent: Request, token, _env: object, _context: Context) =>
      open(sent, token),
    );
    expect((await guarded(await request(''), {}, new Context())).status).toBe(200);
    expect(await Promise.all(kept)).toEqual(['refreshed']);
  });

  it('hands the token to whoever comes later and has only the request', async () => {
    const sent = await request('read:products');
    expect(tokenOf(sent)).toBeUndefined();
    const guarded = protect(verifier, undefined, (later) => new Response(tokenOf(later)?.claims.sub));
    expect(await (await guarded(sent)).text()).toBe('user-1');
    const refused = await request();
    await guarded(refused);
    expect(tokenOf(refused)).toBeUndefined();
  });

  it('what the handler throws is the program’s, and goes on', async () => {
    const guarded = protect(verifier, undefined, () => {
      throw new RangeError('of the handler');
    });
    await expect(guarded(await request(''))).rejects.toThrow(RangeError);
  });
});

describe('an optional token', () => {
  const guarded = protect(verifier, 'optional', open);

  it('nothing sent: anonymous', async () => {
    expect(await (await guarded(await request())).text()).toBe('anonymous');
  });

  it('a good one: its token', async () => {
    expect(await (await guarded(await request(''))).text()).toBe('user-1');
  });

  it.each(['Bearer bad', 'Bearer a b', 'Bearer'])('%s: refused', async (authorization) => {
    const sent = new Request('https://api.example.com/', { headers: { authorization } });
    expect([400, 401]).toContain((await guarded(sent)).status);
  });

  it('expired: refused', async () => {
    const authorization = `Bearer ${await mint(claimsWith({ exp: NOW - 60 }))}`;
    const sent = new Request('https://api.example.com/', { headers: { authorization } });
    expect((await guarded(sent)).status).toBe(401);
  });

  it('is typed as one that may not be there', () => {
    protect(verifier, 'optional', (_request, token) => {
      expectTypeOf(token).toEqualTypeOf<VerifiedToken<Scope> | undefined>();
      return new Response();
    });
    protect(verifier, undefined, (_request, token) => {
      expectTypeOf(token).toEqualTypeOf<VerifiedToken<Scope>>();
      return new Response();
    });
  });
});

describe('a verifier for each request', () => {
  it('is picked by what the platform gives, and several serve one app', async () => {
    const other = createVerifier({ ...settings, resource: 'https://other.example.com' });
    const pick = (_request: Request, env: { readonly other: boolean }): Verifier =>
      env.other ? other : verifier;
    const guarded = protect(pick, undefined, (sent: Request, token, _env: { readonly other: boolean }) =>
      open(sent, token),
    );
    expect((await guarded(await request(''), { other: false })).status).toBe(200);
    expect((await guarded(await request(''), { other: true })).status).toBe(401);
  });

  it('one that picks nothing fails the request, never opens it', async () => {
    const guarded = protect(() => undefined as unknown as Verifier, undefined, open);
    await expect(guarded(await request(''))).rejects.toThrow(
      /protect: verifier: expected what createVerifier/,
    );
  });

  it('a mistaken requirement fails the request, whatever it carries', async () => {
    const guarded = protect((): Verifier => verifier, { scopes: [] }, open);
    await expect(guarded(await request('read:products'))).rejects.toThrow(TypeError);
  });
});

describe('rule 31: a mistake shows where protect() is called', () => {
  const loose = protect as (...given: unknown[]) => unknown;

  it.each([
    ['no verifier', [undefined, undefined, open]],
    ['something else for a verifier', [{}, undefined, open]],
    ['no handler', [verifier, { scopes: ['read:products'] }]],
    ['an empty list', [verifier, { scopes: [] }, open]],
    ['an unknown scope', [verifier, { scopes: ['read:product'] }, open]],
    ['a misspelt member', [verifier, { scope: ['read:products'] }, open]],
    ['a misspelt word', [verifier, 'optionally', open]],
    ['optional beside a demand', [verifier, ['optional', { scopes: ['read:products'] }], open]],
    ['optional within a demand', [verifier, { optional: true, scopes: ['read:products'] }, open]],
  ])('%s', (_case, given) => {
    expect(() => loose(...given)).toThrow(TypeError);
  });
});

describe('an inventory', () => {
  it('finds what each handler demands', () => {
    const reading = protect(verifier, { scopes: ['read:products'] }, open);
    expect(demandOf(reading)).toMatchObject({
      isOptional: false,
      requirement: { scopes: ['read:products'] },
    });
    expect(demandOf(protect(verifier, 'optional', open))).toMatchObject({ isOptional: true });
    expect(demandOf(protect(verifier, undefined, open))).toMatchObject({ isOptional: false });
    expect(demandOf(open)).toBeUndefined();
    expect(demandOf(undefined)).toBeUndefined();
  });
});

describe('rule 28: the organization that the path names', () => {
  const handler = protect(
    verifier,
    { organization: { param: 'organizationId' } },
    (_request: Request, token, _context: { readonly params: unknown }) => new Response(token.organization),
  );

  it.each<[unknown, number]>([
    [{ organizationId: 'a' }, 200],
    [Promise.resolve({ organizationId: 'a' }), 200],
    [{ organizationId: 'b' }, 403],
    [{}, 403],
    [Promise.resolve(undefined), 403],
  ])('%j: %i', async (params, status) => {
    const headers = { authorization: `Bearer ${await mint(claimsWith({ organization_id: 'a' }))}` };
    const sent = new Request('https://api.example.com/organizations/a', { headers });
    expect((await handler(sent, { params })).status).toBe(status);
  });

  it('parameters that the platform fails to give are none: 401 and 403 stay what they are', async () => {
    const failing = () => ({ params: Promise.reject(new Error('no parameters')) });
    const url = 'https://api.example.com/';
    expect((await handler(new Request(url), failing())).status).toBe(401);
    const headers = { authorization: `Bearer ${await mint(claimsWith({ organization_id: 'a' }))}` };
    expect((await handler(new Request(url, { headers }), failing())).status).toBe(403);
  });
});
