import { createHmac, createPublicKey, createVerify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { AddressRefused, attack, AttackImpossible, type Finding } from '../src/index.js';
import { after, type Answer, issuer, listen, peek, refuse, right, segment, tokenOf } from './hosts.js';

const good = await issuer.mint();
const deep = { issuer: issuer.issuer, resource: issuer.resource, keys: issuer.jwks(), token: good };

async function found(answer: Answer, options = {}): Promise<readonly Finding[]> {
  const { findings } = await attack(await listen(answer), { ...deep, concurrency: 16, ...options });
  return findings;
}

const titles = (findings: readonly Finding[], kind: Finding['kind']) =>
  findings.filter((finding) => finding.kind === kind).map(({ title }) => title);

describe('attack on a host that is right', () => {
  it('finds nothing with a good token, and tries most of the corpus', async () => {
    const report = await attack(await listen(right), { ...deep, concurrency: 16 });
    expect(report.findings).toStrictEqual([]);
    expect(report.left).toBe(0);
    expect(report.sent).toBeGreaterThan(350);
  });

  it('finds nothing without a token', async () => {
    const report = await attack(await listen(right), { concurrency: 16 });
    expect(report.findings).toStrictEqual([]);
    expect(report.sent).toBeGreaterThan(150);
  });
});

describe('attack on a host that is broken', () => {
  it('notices that alg none is believed', async () => {
    const findings = await found((request, response) => {
      if (peek(tokenOf(request), 0)['alg'] === 'none') response.writeHead(200).end();
      else return right(request, response);
    });
    expect(titles(findings, 'accepted')).toContain('alg none and an empty signature');
    expect(findings.every(({ fix }) => fix.length > 20)).toBe(true);
  });

  it('notices that none is only known in lower case', async () => {
    const findings = await found((request, response) => {
      const alg = String(peek(tokenOf(request), 0)['alg']);
      if (alg.toLowerCase() === 'none' && alg !== 'none') response.writeHead(200).end();
      else return right(request, response);
    });
    expect(titles(findings, 'accepted')).toHaveLength(15);
  });

  it('notices that the public key serves as a secret', async () => {
    const [jwk] = issuer.jwks().keys;
    const pem = createPublicKey({ key: { ...jwk }, format: 'jwk' }).export({ type: 'spki', format: 'pem' });
    const findings = await found((request, response) => {
      const [header = '', payload = '', signature] = tokenOf(request)?.split('.') ?? [];
      const mac = createHmac('sha256', pem).update(`${header}.${payload}`).digest('base64url');
      if (mac === signature) response.writeHead(200).end();
      else return right(request, response);
    });
    expect(titles(findings, 'accepted')).toStrictEqual(['HS256 with the public key as PEM']);
  });

  it('notices that a key in the token is used', async () => {
    const findings = await found((request, response) => {
      const token = tokenOf(request) ?? '';
      const jwk = peek(token, 0)['jwk'] as (JsonWebKey & Record<string, unknown>) | undefined;
      if (jwk?.kty !== 'RSA') return right(request, response);
      const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
      const [header, payload, signature = ''] = token.split('.');
      const isValid = createVerify('RSA-SHA256')
        .update(`${header}.${payload}`)
        .verify(key, signature, 'base64url');
      return isValid ? void response.writeHead(200).end() : refuse(response, 'Bearer error="invalid_token"');
    });
    expect(titles(findings, 'accepted')).toContain("jwk: a stranger signs under the issuer's kid");
  });

  it('notices that the signature is not verified', async () => {
    const findings = await found((request, response) => {
      const token = tokenOf(request) ?? '';
      try {
        if (segment(token, 1)['iss'] === issuer.issuer) return void response.writeHead(200).end();
      } catch {
        return refuse(response, 'Bearer error="invalid_token"');
      }
      return refuse(response);
    });
    expect(titles(findings, 'accepted')).toContain('a stranger with all the right claims');
    expect(titles(findings, 'accepted')).toContain('the signature with all zeros');
  });

  it.each([
    ['white space', (token: string) => token.replaceAll(/\s/g, ''), 'a space inside the signature'],
    ['padding', (token: string) => token.replaceAll('=', ''), 'an equals sign at the end'],
    [
      'the letters of base64',
      (token: string) => token.replaceAll('+', '').replaceAll('/', ''),
      'a plus sign inside the header',
    ],
  ])('notices that %s does not matter', async (_, change, title) => {
    expect(titles(await found(after(change)), 'accepted')).toContain(title);
  });

  it('notices a token in the query', async () => {
    const findings = await found((request, response) => {
      const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('access_token');
      if (token === good) response.writeHead(200).end();
      else return right(request, response);
    });
    expect(titles(findings, 'accepted')).toStrictEqual(['request: a token in the query is not read']);
  });

  it('notices errors that nobody catches', async () => {
    const findings = await found((request, response) => {
      const token = tokenOf(request);
      if (token === undefined) return refuse(response);
      segment(token, 0);
      return right(request, response);
    });
    expect(titles(findings, 'fault').length).toBeGreaterThan(20);
    expect(titles(findings, 'accepted')).toStrictEqual([]);
  });

  it('notices that there is no challenge, or one with an error for nothing', async () => {
    const silent = await found((request, response) => {
      if (tokenOf(request) === good) return right(request, response);
      response.writeHead(401).end();
    });
    expect(titles(silent, 'challenge').length).toBeGreaterThan(100);
    const hasty = await found((request, response) => {
      if (request.headers.authorization === undefined) refuse(response, 'Bearer error="invalid_token"');
      else return right(request, response);
    });
    expect(titles(hasty, 'challenge')).toContain('a request without credentials');
  });

  it('notices that good requests are refused', async () => {
    const findings = await found((request, response) => {
      if (request.headers.authorization?.startsWith('Bearer ') !== false) return right(request, response);
      return refuse(response);
    });
    expect(titles(findings, 'refused')).toContain('request: the scheme has no case (lower)');
  });

  it('notices a redirect to a page, and a token that comes back', async () => {
    const redirected = await found((request, response) => {
      if (tokenOf(request) === good) return right(request, response);
      response.writeHead(302, { location: 'http://127.0.0.1:9/login' }).end();
    });
    expect(titles(redirected, 'answer').length).toBeGreaterThan(100);
    const echoing = await found((request, response) => {
      if (tokenOf(request) === good) return right(request, response);
      response.writeHead(401, { 'www-authenticate': 'Bearer' }).end(`bad token ${tokenOf(request) ?? ''}`);
    });
    expect(titles(echoing, 'echo').length).toBeGreaterThan(100);
  });
});

describe('what an attack does not do', () => {
  it.each([
    'http://api.example.com/me',
    'http://192.168.1.1/me',
    'http://127.0.0.1.example.com/me',
    'http://localhost.example/',
  ])('touches no other machine: %s', async (url) => {
    await expect(attack(url)).rejects.toBeInstanceOf(AddressRefused);
    await expect(attack('http://127.0.0.1:9/', { keys: url })).rejects.toBeInstanceOf(AddressRefused);
  });

  it('takes a host that is allowed by name', async () => {
    const url = 'http://api.example.invalid/me';
    await expect(attack(url, { allowedHosts: ['api.example.invalid'] })).rejects.toBeInstanceOf(
      AttackImpossible,
    );
  });

  it('begins nothing where nobody answers, where there is no route, and with a token that is not good', async () => {
    await expect(attack('http://127.0.0.1:9/')).rejects.toThrow('Nobody answers');
    const empty = await listen((_, response) => void response.writeHead(404).end());
    await expect(attack(empty)).rejects.toThrow('There is no route');
    await expect(attack(await listen(right), { token: 'not.a.token' })).rejects.toThrow('401');
  });

  it('keeps to its numbers', async () => {
    let count = 0;
    let open = 0;
    let most = 0;
    const url = await listen(async (request, response) => {
      count++;
      most = Math.max(most, ++open);
      await right(request, response);
      open--;
    });
    const report = await attack(url, { maxRequests: 30, concurrency: 2 });
    expect(report).toMatchObject({ sent: 30, findings: [] });
    expect(report.left).toBeGreaterThan(100);
    // One more to see whether there is a route.
    expect(count).toBeLessThanOrEqual(31);
    expect(most).toBeLessThanOrEqual(2);
  });

  it('ends when its time is over', async () => {
    const url = await listen((_, response) => void setTimeout(() => refuse(response), 200));
    const startedAt = Date.now();
    const report = await attack(url, { timeout: 1, concurrency: 1 });
    expect(report.left).toBeGreaterThan(0);
    expect(Date.now() - startedAt).toBeLessThan(20_000);
  });

  it.each([
    ['no URL', 'no URL', {}],
    ['another scheme', 'ftp://127.0.0.1/', {}],
    ['a user in the URL', 'http://a:b@127.0.0.1/', {}],
    ['a concurrency', 'http://127.0.0.1/', { concurrency: 17 }],
    ['a number', 'http://127.0.0.1/', { maxRequests: 0 }],
    ['a time', 'http://127.0.0.1/', { timeout: 1.5 }],
    ['a token with a line break', 'http://127.0.0.1/', { token: 'a.b.c\r\nX: y' }],
    ['an option that nobody knows', 'http://127.0.0.1/', { allowHost: [] }],
  ])('refuses %s', async (_, url, options: object) => {
    await expect(attack(url, options)).rejects.toBeInstanceOf(TypeError);
  });

  it.each<readonly [name: string, value: unknown]>([
    ...['issuer', 'resource', 'token', 'allowedHosts', 'keys', 'ca'].flatMap((name) =>
      [null, 5, '', {}, [undefined], Symbol('text')].map((value) => [name, value] as const),
    ),
    ...['concurrency', 'maxRequests', 'timeout'].flatMap((name) =>
      [null, '5', Number.NaN, 0.5].map((value) => [name, value] as const),
    ),
    // Of a list, it would let in this host; of a text, every host that is a part of it.
    ['allowedHosts', 'api.example.com'],
    ['allowedHosts', Array.from({ length: 1 })],
  ])('names the option %s where it is no such value (%#)', async (name, value) => {
    const attempt = attack('http://127.0.0.1/', { [name]: value });
    await expect(attempt).rejects.toBeInstanceOf(TypeError);
    await expect(attempt).rejects.toThrow(new RegExp(`^${name}: expected`));
  });
});
