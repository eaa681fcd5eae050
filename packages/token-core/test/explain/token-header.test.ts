import { describe, expect, it } from 'vitest';
import { explain } from '../../src/explain/index.js';
import { authenticate, createVerifier, type RequestLike, staticKeys } from '../../src/index.js';
import { ISSUER, key, RESOURCE } from '../support/tokens.js';

const FIELD = 'x-access-token';
const verifier = createVerifier({
  issuer: ISSUER,
  resource: RESOURCE,
  keys: staticKeys({ keys: [key.publicJwk] }),
  tokenHeader: 'X-Access-Token',
});

async function explanationOf(headers: object, more: object = {}) {
  const request = { headers, ...more } as unknown as RequestLike;
  const decision = await authenticate(verifier, request);
  if (decision.ok) throw new Error('accepted');
  return explain(decision.error, { request, verifier });
}

describe('rule 33: where the token comes in a field of its own, no sentence and no mend names another', () => {
  it.each<[string, object, object?]>([
    ['missing.header', {}],
    ['missing.header', { authorization: 'Bearer a.b.c' }],
    ['missing.header', { 'x-forwarded-for': '192.0.2.1', origin: 'https://app.example.com' }],
    ['missing.empty', { [FIELD]: '' }],
    ['missing.preflight', {}, { method: 'OPTIONS' }],
    ['missing.query', {}, { url: '/products?access_token=a.b.c' }],
    ['missing.cookie', { cookie: 'session=secret' }],
    ['credentials.repeated', { [FIELD]: ['a.b.c', 'd.e.f'] }],
    ['credentials.no-text', { [FIELD]: 5 }],
    ['credentials.syntax', { [FIELD]: 'a.b.c;d' }],
    ['token.header-too-long', { [FIELD]: `${' '.repeat(20_000)}a.b.c` }],
  ])('%s, of %j', async (cause, headers, more) => {
    const found = await explanationOf(headers, more);
    expect(found.cause).toBe(cause);
    expect(`${found.sentence} ${found.mend}`).toContain(FIELD);
    expect(`${found.sentence} ${found.mend}`).not.toContain('Authorization');
  });

  it.each<[string, string]>([
    ['credentials.quotes', '"a.b.c"'],
    ['credentials.blank', 'Basic dXNlcg=='],
    ['credentials.encoded', 'a%2Eb'],
    ['credentials.twice', 'Bearer Bearer a.b.c'],
    ['token.word', 'undefined'],
    ['token.segments', 'opaque'],
  ])('%s, of %j', async (_cause, value) => {
    const { sentence, mend } = await explanationOf({ [FIELD]: value });
    expect(`${sentence} ${mend}`).not.toContain('Authorization');
  });

  it('the mend shows what is taken there: a token alone', async () => {
    const { mend } = await explanationOf({});
    expect(mend).toBe('Send `x-access-token: <access token>`.');
  });
});
