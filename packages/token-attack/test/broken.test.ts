import { createHmac, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { authenticate, createVerifier, defineResource } from '@acme/token-core';
import { describe, expect, it } from 'vitest';
import { attack, type Finding } from '../src/index.js';
import { type Answer, issuer, listen, peek, refuse, right, tokenOf } from './hosts.js';

const { resource } = issuer;
const now = Math.floor(Date.now() / 1000);
const scope = 'read:products';
const good = await issuer.mint({ scope });
/** What only the issuer can make, and the route has to refuse. */
const WRONG = {
  aud: await issuer.mint({ scope, aud: 'https://other.example.com' }),
  exp: await issuer.mint({ scope, iat: now - 7200, exp: now - 3600 }),
  id: await issuer.mint({ scope, aud: 'web-app', nonce: 'n' }, { header: { typ: 'JWT' } }),
  lacks: await issuer.mint({ scope: 'openid' }),
  longer: await issuer.mint({ scope: 'read:products:own' }),
  capitals: await issuer.mint({ scope: 'READ:PRODUCTS' }),
} as const;
const deep = { issuer: issuer.issuer, resource, keys: issuer.jwks(), token: good, concurrency: 16 };

type Members = Readonly<Record<string, unknown>>;
interface Checks {
  readonly key: (header: Members) => Promise<object> | object;
  readonly type: (header: Members) => boolean;
  readonly audience: (claims: Members) => boolean;
  readonly time: (claims: Members) => boolean;
  readonly scope: (claims: Members) => boolean;
}
const CHECKS: Checks = {
  key: () => issuer.jwks().keys[0] ?? {},
  type: ({ typ }) => typ === 'at+jwt',
  audience: ({ aud }) => aud === resource,
  time: ({ exp }) => Number(exp) > Date.now() / 1000,
  scope: (claims) => String(claims['scope']).split(' ').includes(scope),
};

/** An API that somebody wrote by hand. It checks everything but what is left out of it. */
function byHand(changed: Partial<Checks>): Answer {
  const checks = { ...CHECKS, ...changed };
  return async (request, response) => {
    const text = /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const [header, claims] = [peek(text, 0), peek(text, 1)];
    const isGood =
      request.rawHeaders.filter((name) => name.toLowerCase() === 'authorization').length === 1 &&
      isSigned(text ?? '', await checks.key(header)) &&
      checks.type(header) &&
      checks.audience(claims) &&
      checks.time(claims);
    if (!isGood) return refuse(response, text === undefined ? 'Bearer' : 'Bearer error="invalid_token"');
    response.writeHead(checks.scope(claims) ? 200 : 403, { 'www-authenticate': 'Bearer' }).end();
  };
}

function isSigned(text: string, jwk: object): boolean {
  const [header = '', payload = '', signature = ''] = text.split('.');
  if (
    peek(text, 0)['alg'] !== 'RS256' ||
    Buffer.from(signature, 'base64url').toString('base64url') !== signature
  ) {
    return false;
  }
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  return verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
}

async function found(answer: Answer, wrongTokens: readonly string[] = []): Promise<readonly Finding[]> {
  return (await attack(await listen(answer), { ...deep, wrongTokens })).findings;
}

const all = Object.values(WRONG);
const accepted = (findings: readonly Finding[]) =>
  findings.filter(({ kind }) => kind === 'accepted').map(({ title, topic }) => `${topic}: ${title}`);

describe('attack: tokens of the issuer that a route has to refuse', () => {
  it('a host that is right refuses each of them', async () => {
    const products = defineResource({ indicator: resource, scopes: { [scope]: 'Read' } });
    const verifier = createVerifier({ issuer: issuer.issuer, resource: products, keys: issuer.keys });
    const strict: Answer = async (request, response) => {
      const result = await authenticate(verifier, request, { scopes: [scope] });
      if (result.ok) response.writeHead(200).end();
      else response.writeHead(result.response.status, result.response.headers).end();
    };
    expect(await found(strict, all)).toEqual([]);
  });

  it.each<[string, Partial<Checks>, readonly string[]]>([
    ['without a mistake', {}, []],
    ['that asks for no audience', { audience: () => true }, ['audience: … 1 …: for another API']],
    ['that asks for no end', { time: () => true }, ['time: … 2 …: it has ended']],
    [
      'that takes what ended within a day',
      { time: ({ exp }) => Number(exp) > now - 86_400 },
      ['time: … 2 …: it has ended'],
    ],
    [
      'that takes ID tokens',
      { type: () => true, audience: ({ aud }) => aud === resource || aud === 'web-app' },
      ['type: … 3 …: an ID token, or one of another kind'],
    ],
    [
      'that looks for a piece of a scope',
      { scope: (claims) => String(claims['scope']).includes(scope) },
      ['scope: … 5 …: its permissions are not those of the route'],
    ],
    [
      'that looks at no case of a scope',
      { scope: (claims) => String(claims['scope']).toLowerCase().split(' ').includes(scope) },
      ['scope: … 6 …: its permissions are not those of the route'],
    ],
    [
      'that asks for no permission',
      { scope: () => true },
      [4, 5, 6].map((number) => `scope: … ${number} …: its permissions are not those of the route`),
    ],
  ])('a host %s', async (_what, changed, expected) => {
    const findings = await found(byHand(changed), all);
    const titles = expected.map((title) =>
      title.replace('…', 'the wrong token').replace(' …:', ' of your own:'),
    );
    expect(accepted(findings).toSorted()).toEqual(titles.toSorted());
    expect(JSON.stringify(findings)).not.toContain(good.split('.')[1]);
  });

  it.each([
    ['no list', 'a.b.c'],
    ['no token', ['Bearer a.b.c']],
    ['a line break', ['a.b.c\r\nX: y']],
    ['too many', Array.from({ length: 101 }, () => 'a.b.c')],
    ['a gap', Array.from({ length: 1 })],
  ])('refuses %s', async (_what, wrongTokens) => {
    const attempt = attack('http://127.0.0.1/', { wrongTokens } as never);
    await expect(attempt).rejects.toThrow(/^wrongTokens: expected a list/);
  });
});

describe('attack: what a token names', () => {
  const jku: Checks['key'] = async (header) => {
    const address = header['jku'];
    if (typeof address !== 'string' || !address.startsWith('http:')) return CHECKS.key(header);
    const { keys } = (await (await fetch(address)).json()) as { keys: readonly { kid?: string }[] };
    return keys.find(({ kid }) => kid === header['kid']) ?? CHECKS.key(header);
  };

  it('notices that jku is fetched, and that its keys are believed', async () => {
    const findings = await found(byHand({ key: jku }));
    expect(accepted(findings)).toContain('header: jku: a stranger signs under a kid of its own');
    expect(findings.filter(({ kind }) => kind === 'fetched')).toHaveLength(1);
  });

  it('notices that it is fetched, although its keys are not believed', async () => {
    const key: Checks['key'] = async (header) => {
      await jku(header);
      return CHECKS.key(header);
    };
    const findings = await found(byHand({ key }));
    expect(findings.map(({ kind }) => kind)).toEqual(['fetched']);
    expect(findings[0]?.fix).toContain('jku');
  });

  it('notices that kid is a path to the secret', async () => {
    const answer: Answer = (request, response) => {
      const text = tokenOf(request) ?? '';
      const { alg, kid } = peek(text, 0);
      if (alg !== 'HS256' || typeof kid !== 'string') return right(request, response);
      const [header, payload, signature] = text.split('.');
      let secret: Buffer;
      try {
        secret = readFileSync(join('/usr/share/keys', kid));
      } catch {
        return refuse(response, 'Bearer error="invalid_token"');
      }
      const mac = createHmac('sha256', secret).update(`${header}.${payload}`).digest('base64url');
      return mac === signature
        ? void response.writeHead(200).end()
        : refuse(response, 'Bearer error="invalid_token"');
    };
    expect(accepted(await found(answer))).toContain(
      'algorithm: HS256 with what is found where kid leads: ../../../../../../../dev/null',
    );
  });

  it('notices that a strange kid is a fault', async () => {
    const answer: Answer = (request, response) => {
      const { kid } = peek(tokenOf(request), 0);
      if (typeof kid === 'string' && kid.includes('/')) throw new Error('ENOENT');
      return right(request, response);
    };
    expect((await found(answer)).filter(({ kind }) => kind === 'fault').length).toBeGreaterThan(3);
  });

  it('lays no bait for another machine, and takes it away in the end', async () => {
    const names: unknown[] = [];
    const watching: Answer = (request, response) => {
      names.push(peek(tokenOf(request), 0)['jku']);
      return right(request, response);
    };
    await attack(await listen(watching), deep);
    const address = names.find((name) => typeof name === 'string' && name.endsWith('/keys'));
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d{2,5}\/keys$/);
    await expect(fetch(String(address))).rejects.toThrow();
  });
});
