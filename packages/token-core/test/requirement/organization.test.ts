import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authenticate,
  authorize,
  type OrganizationDemand,
  type RequestLike,
  type Requirements,
  type Verifier,
  type VerifierOptions,
  verifierOf,
} from '../../src/index.js';
import { checkRoutePath } from '../../src/adapter/index.js';
import { ISSUER, mint, verdictOf, verifierWith } from '../support/tokens.js';

const of = (organization: unknown) => mint({ organization_id: organization });
const PARAM = { organization: { param: 'organizationId' } } as const;

async function answerTo(
  token: string,
  requirement: Requirements | undefined,
  request: Partial<RequestLike> = {},
  options: Partial<VerifierOptions> = {},
): Promise<string> {
  return answerOf(verifierWith(options), token, requirement, request);
}

async function answerOf(
  verifier: Verifier,
  token: string,
  requirement?: Requirements,
  request: Partial<RequestLike> = {},
): Promise<string> {
  const headers = { ...(request.headers as object | undefined), authorization: `Bearer ${token}` };
  const result = await authenticate(verifier, { ...request, headers }, requirement);
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

describe('rule 28: a token of an organization opens nothing where nobody speaks of organizations', () => {
  it('is refused by default, and a token without one is not', async () => {
    expect(await answerTo(await of('a'), undefined)).toBe('403 organization');
    expect(await answerTo(await of('a'), { scopes: ['read:products'] })).toBe('403 organization');
    expect(await answerTo(await mint(), undefined)).toBe('200');
    expect(await verdictOf(verifierWith(), await of('a'))).toBe('organization');
  });

  it('is answered with a bare challenge: no other scope would help', async () => {
    const headers = { authorization: `Bearer ${await of('a')}` };
    const result = await authenticate(verifierWith(), { headers }, { scopes: ['write:products'] });
    expect(result.ok ? undefined : result.response.headers['www-authenticate']).toBe('Bearer');
  });

  it.each<[OrganizationDemand, string, string]>([
    ['none', '403 organization', '200'],
    ['any', '200', '200'],
    ['required', '200', '403 organization'],
  ])('%s: with one %s, without one %s', async (organization, withOne, without) => {
    expect(await answerTo(await of('a'), { organization })).toBe(withOne);
    expect(await answerTo(await mint(), { organization })).toBe(without);
    expect(await answerTo(await of('a'), undefined, {}, { organization })).toBe(withOne);
    expect(await answerTo(await mint(), undefined, {}, { organization })).toBe(without);
  });

  it.each<[string, Requirements]>([
    ['params', { organization: { param: 'id' } }],
    ['url', { organization: { subdomainOf: 'example.com' } }],
  ])('rule 28: a request whose %s throw names none', async (member, requirement) => {
    const request = Object.defineProperty({}, member, {
      get() {
        throw new Error('of the host');
      },
    });
    const headers = { authorization: `Bearer ${await of('a')}`, host: 'a.example.com' };
    const answer = await authenticate(verifierWith(), Object.assign(request, { headers }), requirement);
    expect(answer).toMatchObject({ ok: false, error: { reason: 'organization' } });
  });

  it("a route's word replaces the verifier's", async () => {
    const options = { organization: 'required' } as const;
    expect(await answerTo(await mint(), { organization: 'none' }, {}, options)).toBe('200');
    expect(await answerTo(await of('a'), { organization: 'none' }, {}, options)).toBe('403 organization');
  });

  it.each(['', 1, ['a'], null, true, {}])('the claim %j is refused as a claim', async (claim) => {
    for (const organization of ['none', 'any', 'required'] as const) {
      expect(await answerTo(await of(claim), { organization })).toBe('401 claim');
    }
  });

  it('says what it is for on the token', async () => {
    const { organization } = await verifierWith({ organization: 'any' }).verify(await of('a'));
    expect(organization).toBe('a');
    expect(Object.hasOwn(await verifierWith().verify(await mint()), 'organization')).toBe(false);
  });
});

describe('rule 28: a place in the request names the same organization', () => {
  it.each([
    ['a', { organizationId: 'a' }, '200'],
    ['a', { organizationId: 'b' }, '403 organization'],
    ['a', { organizationId: 'A' }, '403 organization'],
    ['a', { organizationId: '' }, '403 organization'],
    ['a', { organizationId: ['a'] }, '403 organization'],
    ['a', { organizationId: { toString: () => 'a' } }, '403 organization'],
    ['a', {}, '403 organization'],
    ['a', undefined, '403 organization'],
    ['a', Object.create({ organizationId: 'a' }) as object, '403 organization'],
    ['constructor', {}, '403 organization'],
    [undefined, { organizationId: 'a' }, '403 organization'],
    [undefined, { organizationId: 'undefined' }, '403 organization'],
    [undefined, {}, '403 organization'],
  ])('claim %j, parameters %j: %s', async (claim, params, answer) => {
    const token = claim === undefined ? await mint() : await of(claim);
    expect(await answerTo(token, PARAM, { params })).toBe(answer);
    expect(await answerTo(token, undefined, { params }, PARAM)).toBe(answer);
  });

  it.each<[unknown, string]>([
    ['a', '200'],
    [['a'], '200'],
    ['A', '403 organization'],
    [['a', 'a'], '403 organization'],
    ['a, a', '403 organization'],
    ['a,b', '403 organization'],
    [undefined, '403 organization'],
    [7, '403 organization'],
  ])('header %j: %s', async (value, answer) => {
    const headers = { 'X-Organization': value } as unknown as RequestLike['headers'];
    const requirement = { organization: { header: 'X-ORGANIZATION' } };
    expect(await answerTo(await of('a'), requirement, { headers })).toBe(answer);
  });

  it.each([
    ['a.example.com', '200'],
    ['A.Example.COM', '200'],
    ['a.example.com:8443', '200'],
    ['example.com', '403 organization'],
    ['a.evil.com', '403 organization'],
    ['a.b.example.com', '403 organization'],
    ['aexample.com', '403 organization'],
    ['.example.com', '403 organization'],
    ['a.example.com.', '403 organization'],
    ['a.example.com.evil.com', '403 organization'],
    ['a.example.com@evil.com', '403 organization'],
    ['b.example.com', '403 organization'],
    ['', '403 organization'],
  ])('host %j under example.com: %s', async (host, answer) => {
    const requirement = { organization: { subdomainOf: 'example.com' } };
    expect(await answerTo(await of('a'), requirement, { headers: { host } })).toBe(answer);
  });

  it('never reads a forwarded host, and no host beside another', async () => {
    const requirement = { organization: { subdomainOf: 'example.com' } };
    const token = await of('a');
    const forwarded = {
      host: 'b.example.com',
      'x-forwarded-host': 'a.example.com',
      forwarded: 'host=a.example.com',
    };
    expect(await answerTo(token, requirement, { headers: forwarded })).toBe('403 organization');
    const absolute = { headers: { host: 'a.example.com' }, url: 'http://b.example.com/' };
    expect(await answerTo(token, requirement, absolute)).toBe('403 organization');
    expect(await answerTo(token, requirement, { url: 'https://a.example.com/x' })).toBe('200');
    const twice = { headers: { host: 'a.example.com' }, rawHeaders: ['Host', 'a.example.com', 'host', 'b'] };
    expect(await answerTo(token, requirement, twice)).toBe('403 organization');
  });

  it('a function names it, or nothing', async () => {
    const place = (request: RequestLike) => request.url?.split('/')[1];
    expect(await answerTo(await of('a'), { organization: place }, { url: '/a/x' })).toBe('200');
    expect(await answerTo(await of('a'), { organization: place }, { url: '/b/x' })).toBe('403 organization');
    expect(await answerTo(await of('a'), { organization: () => undefined })).toBe('403 organization');
  });

  it('a function that fails over what the client sent names nothing', async () => {
    const place = (request: RequestLike) => decodeURIComponent(request.url ?? '');
    expect(await answerTo(await of('a'), { organization: place }, { url: '%zz' })).toBe('403 organization');
  });

  it('what stands on a polluted prototype names nothing (rule 3)', async () => {
    const polluted = Object.prototype as { params?: unknown; url?: unknown };
    try {
      polluted.params = { organizationId: 'a' };
      polluted.url = 'https://a.example.com/';
      const token = await of('a');
      expect(await answerTo(token, PARAM)).toBe('403 organization');
      expect(await answerTo(token, { organization: { subdomainOf: 'example.com' } })).toBe(
        '403 organization',
      );
    } finally {
      delete polluted.params;
      delete polluted.url;
    }
  });

  it('a function that only promises is a mistake in the program', async () => {
    const place = (() => Promise.resolve('a')) as unknown as () => string;
    await expect(answerTo(await of('a'), { organization: place })).rejects.toThrow(/^organization: expected/);
  });

  it('in a list every place holds', async () => {
    const both = [PARAM, { organization: { header: 'x-organization' } }];
    const headers = { 'x-organization': 'a' };
    const token = await of('a');
    expect(await answerTo(token, both, { headers, params: { organizationId: 'a' } })).toBe('200');
    expect(await answerTo(token, both, { headers, params: { organizationId: 'b' } })).toBe(
      '403 organization',
    );
    expect(await answerTo(token, both, { params: { organizationId: 'a' } })).toBe('403 organization');
  });

  it('is judged anew for a known token, at each route and each request', async () => {
    const verifier = verifierWith();
    const token = await of('a');
    expect(await answerOf(verifier, token, PARAM, { params: { organizationId: 'a' } })).toBe('200');
    expect(await answerOf(verifier, token, PARAM, { params: { organizationId: 'b' } })).toBe(
      '403 organization',
    );
    expect(await answerOf(verifier, token)).toBe('403 organization');
  });

  it('is judged before scopes', async () => {
    const token = await mint({ organization_id: 'a', scope: '' });
    const requirement = { ...PARAM, scopes: ['read:products'] };
    expect(await answerTo(token, requirement, { params: { organizationId: 'b' } })).toBe('403 organization');
    expect(await answerTo(token, requirement, { params: { organizationId: 'a' } })).toBe('403 scope');
  });

  it('is judged although a wrapped verify passes nothing on', async () => {
    const verifier = verifierWith({ organization: 'any' });
    const wrapped: Verifier = { ...verifier, verify: (token) => verifier.verify(token) };
    const token = await of('a');
    expect(await answerOf(wrapped, token, PARAM, { params: { organizationId: 'b' } })).toBe(
      '403 organization',
    );
    expect(await answerOf(wrapped, token, PARAM, { params: { organizationId: 'a' } })).toBe('200');
  });

  it('a function cannot be judged without the request: verify and authorize say so', async () => {
    const verifier = verifierWith({ organization: 'any' });
    const token = await of('a');
    await expect(verifier.verify(token, PARAM)).rejects.toThrow(/^organization: a place/);
    await expect(verifierWith(PARAM).verify(token)).rejects.toThrow(/^organization: a place/);
    const verified = await verifier.verify(token);
    expect(() => authorize(verifier, verified, PARAM)).toThrow(/^authorize: expected the request/);
    const request = { headers: { authorization: `Bearer ${token}` }, params: { organizationId: 'a' } };
    expect(await authorize(verifier, verified, PARAM, request)).toMatchObject({ ok: true });
    const other = { ...request, params: { organizationId: 'b' } };
    expect(await authorize(verifier, verified, PARAM, other)).toMatchObject({ ok: false });
  });
});

describe('rule 28: on a real socket', () => {
  const server = createServer((request, response) => {
    const verifier = verifierWith({ organization: { header: 'x-organization' } });
    void authenticate(verifier, request).then((result) => {
      response.writeHead(result.ok ? 200 : result.response.status).end();
    });
  });
  beforeAll(() => new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve)));
  afterAll(() => void server.close());

  it.each([
    [['X-Organization: a'], 200],
    [['X-Organization: a', 'X-Organization: a'], 403],
    [['X-Organization: a', 'x-organization: b'], 403],
    [['X-Organization: a, b'], 403],
    [['X-Organization:'], 403],
    [[], 403],
  ])('%j: %i', async (lines, status) => {
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    const head = ['GET / HTTP/1.1', 'Host: a', 'Connection: close', `Authorization: Bearer ${await of('a')}`];
    socket.write([...head, ...lines, '', ''].join('\r\n'));
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(Number(/ (\d{3}) /.exec(text)?.[1])).toBe(status);
  });
});

describe('option organizationClaim', () => {
  const anywhere = { organization: 'any' } as const;

  it.each<[VerifierOptions['organizationClaim'], Record<string, unknown>, string | undefined]>([
    ['org_id', { org_id: 'a', organization_id: 'b' }, 'a'],
    ['o.id', { o: { id: 'a' } }, 'a'],
    ['o.id', {}, undefined],
    ['o.id', { o: {} }, undefined],
    ['https://example.com/org', { 'https://example.com/org': 'a' }, 'a'],
    [(claims) => (claims['tenants'] as string[])[0], { tenants: ['a'] }, 'a'],
    [() => undefined, { organization_id: 'b' }, undefined],
  ])('%s of %j is %s', async (organizationClaim, claims, expected) => {
    const verifier = verifierWith({ ...anywhere, organizationClaim } as Partial<VerifierOptions>);
    expect((await verifier.verify(await mint(claims))).organization).toBe(expected);
  });

  it.each<[VerifierOptions['organizationClaim'], Record<string, unknown>]>([
    ['o.id', { o: 'a' }],
    ['o.id', { o: null }],
    ['o.id', { o: { id: 7 } }],
    [() => '', {}],
    [() => 7 as unknown as string, {}],
    [
      () => {
        throw new Error('no');
      },
      {},
    ],
  ])('%s of %j is refused as a claim', async (organizationClaim, claims) => {
    const verifier = verifierWith({ ...anywhere, organizationClaim } as Partial<VerifierOptions>);
    expect(await verdictOf(verifier, await mint(claims))).toBe('claim');
  });

  it.each(['', '.', 'a.', '.a', 'a..b', 7, {}, null])('%j is a TypeError at start', (organizationClaim) => {
    const options = { organizationClaim } as unknown as Partial<VerifierOptions>;
    expect(() => verifierWith(options)).toThrow(/^organizationClaim: expected/);
  });

  it('an inherited claim is none', async () => {
    const prototype = Object.prototype as Record<string, unknown>;
    prototype['organization_id'] = 'a';
    try {
      expect(await verdictOf(verifierWith(), await mint())).toBe('accepted');
    } finally {
      delete prototype['organization_id'];
    }
  });
});

describe('a demand on the organization that is a mistake', () => {
  it.each([
    'all',
    '',
    null,
    7,
    {},
    [],
    { param: '' },
    { param: 7 },
    { param: 'a', header: 'b' },
    { header: '' },
    { header: 'x y' },
    { header: 'X-Forwarded-Host' },
    { header: 'Forwarded' },
    { header: 'Authorization' },
    { subdomainOf: '' },
    { subdomainOf: '.example.com' },
    { subdomainOf: 'https://example.com' },
    { subdomainOf: 'Example.com' },
    { subdomainOf: '127.0.0.1' },
    { path: 'a' },
  ])('%j is a TypeError at the route and at the verifier', (organization) => {
    const requirement = { organization } as unknown as Requirements;
    expect(() => verifierWith().checkRequirement(requirement)).toThrow(/^organization/);
    expect(() => verifierWith(requirement as unknown as Partial<VerifierOptions>)).toThrow(/^organization/);
  });

  it("'none' beside another is a TypeError; the same one twice is not", () => {
    const { checkRequirement } = verifierWith();
    for (const other of ['any', 'required', { param: 'a' }] as const) {
      expect(() => checkRequirement([{ organization: 'none' }, { organization: other }])).toThrow(
        /^organization/,
      );
    }
    expect(checkRequirement([{ organization: 'none' }, { organization: 'none' }]).organization).toEqual([
      'none',
    ]);
  });

  it('a compiled requirement says what it demands', () => {
    const { checkRequirement } = verifierWith();
    expect(checkRequirement().organization).toEqual(['none']);
    expect(checkRequirement(PARAM).organization).toEqual([{ param: 'organizationId' }]);
    expect(verifierWith({ organization: 'any' }).checkRequirement({ scopes: ['x'] }).organization).toEqual([
      'any',
    ]);
  });

  it('verifierOf takes verifiers that demand the same', async () => {
    const other = { issuer: `${ISSUER}/2`, organization: PARAM.organization };
    const one = verifierWith({ organization: PARAM.organization });
    expect(() => verifierOf([one, verifierWith({ issuer: other.issuer })])).toThrow(/organization/);
    const both = verifierOf([one, verifierWith(other)]);
    const token = await of('a');
    expect(await answerOf(both, token, undefined, { params: { organizationId: 'a' } })).toBe('200');
    expect(await answerOf(both, token, undefined, { params: { organizationId: 'b' } })).toBe(
      '403 organization',
    );
  });
});

describe('rule 28: a place that the path does not have stops the start', () => {
  it.each([
    ['/organizations/:organizationId/products', true],
    ['/:organizationId', true],
    ['/:organizationId(\\d+)/x', true],
    ['/:organizationId{[a-z]+}', true],
    ['/:a-:organizationId', true],
    ['/:organizationIds/:organizationId', true],
    ['/:organizationId?', true],
    ['/:"organizationId"', true],
    ['/a::organizationId', false],
    ['/a\\:organizationId', false],
    ['/organizations/:id', false],
    ['/organizations/:organizationIds', false],
    ['/organizations/organizationId', false],
    ['/*organizationId', false],
    ['/', false],
  ])('%s: %s', (path, isThere) => {
    const check = () => checkRoutePath(verifierWith().checkRequirement(PARAM), path);
    if (isThere) expect(check).not.toThrow();
    else expect(check).toThrow(/^organization\.param: expected/);
  });

  it.each([
    ['*', '/organizations/*', true],
    ['*', '/organizations/:id', false],
    ['*', '/*splat', false],
    ['splat', '/*splat', false],
    ['organization-id', '/:organization-id/products', true],
    ['$id', '/:$id', true],
  ])('a parameter called %s in %s: %s', (param, path, isThere) => {
    const check = () => checkRoutePath(verifierWith().checkRequirement({ organization: { param } }), path);
    if (isThere) expect(check).not.toThrow();
    else expect(check).toThrow(/^organization\.param: expected/);
  });

  it('asks nothing of a path where no parameter is the place', () => {
    const compiled = verifierWith().checkRequirement({ organization: { header: 'x' } });
    expect(() => checkRoutePath(compiled, '/')).not.toThrow();
  });
});
