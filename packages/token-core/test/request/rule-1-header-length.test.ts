import { describe, expect, it } from 'vitest';
import { authenticate, createVerifier, type RequestLike, staticKeys } from '../../src/index.js';
import { checkTokenSyntax, readBearerCredentials } from '../../src/request/credentials.js';
import { ISSUER, key, mint, NOW, RESOURCE, verifierWith } from '../support/tokens.js';

const good = await mint();
const LIMIT = 16_384;

async function answerTo(request: RequestLike, maxTokenLength?: number): Promise<string> {
  const verifier = verifierWith(maxTokenLength === undefined ? {} : { maxTokenLength });
  const result = await authenticate(verifier, request);
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

const plain = (authorization: string): RequestLike => ({ headers: { authorization } });
const fetched = (authorization: string): RequestLike =>
  new Request('https://api.example.com', { headers: { authorization } });

describe('rule 1: the header that carries a token has the same bound plus the scheme; blanks count', () => {
  const blanks = (count: number) => `Bearer${' '.repeat(count)}${good}`;

  it.each([plain, fetched])('a good token behind blanks, up to the bound and beyond it', async (request) => {
    expect(await answerTo(request(blanks(1)))).toBe('200');
    expect(await answerTo(request(blanks(LIMIT + 1 - good.length)))).toBe('200');
    expect(await answerTo(request(blanks(LIMIT + 2 - good.length)))).toBe('401 malformed');
    expect(await answerTo(request(blanks(100_000)))).toBe('401 malformed');
  });

  it('every spelling of the scheme, and a header of blanks that has no token', async () => {
    for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
      expect(await answerTo(plain(`${scheme}${' '.repeat(20_000)}${good}`))).toBe('401 malformed');
    }
    expect(await answerTo(plain(`Bearer ${'!'.repeat(20_000)}`))).toBe('401 malformed');
  });

  it('another scheme stays missing, however long', async () => {
    expect(await answerTo(plain(`Basic ${'a'.repeat(50_000)}`))).toBe('401 missing');
    expect(await answerTo(plain(`DPoP ${good}${' '.repeat(50_000)}x`))).toBe('401 missing');
    expect(await answerTo(plain(' '.repeat(50_000)))).toBe('401 missing');
  });

  it('two tokens that only together are too long are two, on every host', async () => {
    const long = 'a'.repeat(10_000);
    const headers = new Headers([
      ['authorization', `Bearer ${long}`],
      ['authorization', `Bearer ${long}`],
    ]);
    expect(await answerTo({ headers })).toBe('400 credentials');
    const rawHeaders = ['Authorization', `Bearer ${long}`, 'authorization', `Bearer ${long}`];
    expect(await answerTo({ headers: { authorization: `Bearer ${long}` }, rawHeaders })).toBe(
      '400 credentials',
    );
  });

  it('moves with the option maxTokenLength', async () => {
    expect(await answerTo(plain(`Bearer ${'!'.repeat(20_000)}`), 30_000)).toBe('400 credentials');
    expect(await answerTo(plain(`Bearer ${'!'.repeat(9000)}`), 8192)).toBe('401 malformed');
  });

  it('is judged before anything is remembered: such a header stays refused', async () => {
    const verifier = createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys: staticKeys({ keys: [key.publicJwk] }),
      now: () => NOW * 1000,
    });
    for (const count of [1, 20_000, 1, 20_000]) {
      const { ok } = await authenticate(verifier, plain(blanks(count)));
      expect(ok).toBe(count === 1);
    }
  });

  it('a part is refused as what it is: the whole header is never taken for a token', () => {
    expect(readBearerCredentials(`Bearer   ${good}  `)).toBe(good);
    expect(checkTokenSyntax(good)).toBe(good);
    expect(readBearerCredentials('Bearer')).toBe('');
  });
});
