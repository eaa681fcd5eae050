import { describe, expect, it } from 'vitest';
import { authenticate, type RequestLike } from '../../src/index.js';
import { readBearerCredentials } from '../../src/request/credentials.js';
import { mint, verifierWith } from '../support/tokens.js';

const good = await mint();

/** The same value as three servers hand it on: Node.js, `fetch`, Fastify. */
function requestsWith(value: string): readonly RequestLike[] {
  const node = { headers: { authorization: value }, rawHeaders: ['Host', 'x', 'Authorization', value] };
  const requests: RequestLike[] = [node, { headers: node.headers, raw: { rawHeaders: node.rawHeaders } }];
  // Only what a `Headers` can hold.
  if (!/[\u0000\r\n]|[^\u0000-\u00ff]/.test(value))
    requests.push(new Request('https://api.example.com/', { headers: { authorization: value } }));
  return requests;
}

async function outcomeOf(request: RequestLike): Promise<string> {
  const result = await authenticate(verifierWith(), request);
  return result.ok ? 'accepted' : `${result.response.status} ${result.error.reason}`;
}

/** The one answer that all three get. */
async function answerTo(value: string): Promise<string> {
  const outcomes = await Promise.all(requestsWith(value).map((request) => outcomeOf(request)));
  expect(new Set(outcomes).size).toBe(1);
  return outcomes[0] ?? '';
}

describe('rule 21: scheme in any case, one or more spaces, one token', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR'])('accepts the scheme as %s', async (scheme) => {
    expect(await answerTo(`${scheme} ${good}`)).toBe('accepted');
    expect(await answerTo(`${scheme}    ${good}`)).toBe('accepted');
  });

  it('tells any letter of the scheme as lower case tells it', () => {
    const schemes = Array.from('Bearer', (_letter, index) =>
      Array.from(
        { length: 0x300 },
        (_code, code) => 'Bearer'.slice(0, index) + String.fromCharCode(code) + 'Bearer'.slice(index + 1),
      ),
    ).flat();
    const accepted = schemes.filter((scheme) => {
      try {
        return readBearerCredentials(`${scheme} ${good}`) === good;
      } catch {
        return false;
      }
    });
    expect(accepted).toEqual(schemes.filter((scheme) => scheme.toLowerCase() === 'bearer'));
  });

  it.each([` Bearer ${good}`, `\tBearer ${good}`, `Bearer ${good} `, `Bearer ${good}\t `])(
    'does not count white space around the value (%#)',
    async (value) => {
      expect(await answerTo(value)).toBe('accepted');
    },
  );

  it.each([
    ['the scheme alone', 'Bearer'],
    ['the scheme and blanks', 'Bearer   '],
    ['a tab', `Bearer\t${good}`],
    ['a space and a tab', `Bearer \t${good}`],
    ['two tokens', `Bearer ${good} ${good}`],
    ['a parameter', `Bearer ${good}, realm="x"`],
    ['a comma', `Bearer ${good},${good}`],
    ['a second scheme', `Bearer ${good}, Basic abc`],
    ['a colon', `Bearer: ${good}`],
    ['quotes', `Bearer "${good}"`],
    ['a placeholder', 'Bearer <token>'],
    ['a template', 'Bearer ${TOKEN}'],
    ['padding within', 'Bearer a=b'],
    ['a letter beyond ASCII', 'Bearer é'],
    ['an empty part in front', `, Bearer ${good}`],
    ['another scheme and this one', `Basic dXNlcjpwYXNz, Bearer ${good}`],
    ['another scheme twice', 'Basic dXNlcjpwYXNz, Basic dXNlcjpwYXNz'],
    ['another scheme and an empty part', 'Basic dXNlcjpwYXNz, '],
    ['another scheme and a bare one', 'Basic dXNlcjpwYXNz, Negotiate'],
    ['a comma alone', ','],
    ['a scheme that is none', `"Bearer" ${good}`],
  ])('answers 400 to %s', async (_what, value) => {
    expect(await answerTo(value)).toBe('400 credentials');
  });

  it.each(['undefined', 'null', 'abc', 'a.b', 'a.b.c', 'a~b', 'a+b/c==', 'e30.e30.e30'])(
    'answers 401 to Bearer %s: well-formed credentials, no such token',
    async (token) => {
      expect(await answerTo(`Bearer ${token}`)).toMatch(/^401 (malformed|algorithm)$/);
    },
  );

  it.each(['Basic dXNlcjpwYXNz', 'DPoP abc', 'Digest username="x"', 'Bearerer abc', good, 'Token abc'])(
    'answers another scheme, or nothing (%#), as no credentials',
    async (value) => {
      expect(await answerTo(value)).toBe('401 missing');
    },
  );

  it('refuses more than one header, equal or not, in any spelling', async () => {
    const one = `Bearer ${good}`;
    const raw = ['authorization', one, 'Host', 'x', 'AUTHORIZATION', one];
    expect(await outcomeOf({ headers: { authorization: one }, rawHeaders: raw })).toBe('400 credentials');
    expect(await outcomeOf({ headers: { authorization: one }, raw: { rawHeaders: raw } })).toBe(
      '400 credentials',
    );
    expect(await outcomeOf({ headers: { authorization: [one, one] } })).toBe('400 credentials');
    const headers = new Headers([
      ['authorization', one],
      ['Authorization', one],
    ]);
    expect(await outcomeOf({ headers })).toBe('400 credentials');
    expect(await outcomeOf({ headers: { authorization: [one] } })).toBe('accepted');
    expect(await outcomeOf({ headers: {} })).toBe('401 missing');
    expect(await outcomeOf({ headers: { authorization: [] } })).toBe('401 missing');
  });

  it('is not misled by header values that look like names', async () => {
    const one = `Bearer ${good}`;
    const rawHeaders = ['x-first', 'authorization', 'x-second', 'authorization', 'authorization', one];
    expect(await outcomeOf({ headers: { authorization: one }, rawHeaders })).toBe('accepted');
  });

  it('never reads a query, a form or a cookie', async () => {
    const url = `https://api.example.com/?access_token=${good}`;
    const request = new Request(url, {
      method: 'POST',
      headers: { cookie: `access_token=${good}` },
      body: new URLSearchParams({ access_token: good }),
    });
    expect(await outcomeOf(request)).toBe('401 missing');
    expect(request.bodyUsed).toBe(false);
  });

  it('takes linear time for a header of blanks', async () => {
    const blanks = ' '.repeat(100_000);
    const outcome = (authorization: string) => outcomeOf({ headers: { authorization } });
    expect(await outcome(`Bearer ${blanks}x${blanks}`)).toBe('401 malformed');
    expect(await outcome(`Basic x=y${`,${blanks}x=`.repeat(2)}${',x=1'.repeat(100_000)}`)).toBe(
      '401 missing',
    );
    expect(await outcome(`Basic ${'",x'.repeat(99_999)}`)).toBe('400 credentials');
  });
});

describe('rule 21: one Authorization header', () => {
  it('others of its length are others', async () => {
    const authorization = `Bearer ${good}`;
    const rawHeaders = ['X-Request-Ids', '1', 'X-Request-Ids', '2', 'Authorization', authorization];
    expect(rawHeaders[0]).toHaveLength('authorization'.length);
    expect(await outcomeOf({ headers: { authorization }, rawHeaders })).toBe('accepted');
  });
});
