import { describe, expect, it } from 'vitest';
import {
  authenticate,
  createVerifier,
  defineResource,
  type JsonWebKeySet,
  staticKeys,
  type VerifierOptions,
} from '../src/index.js';
import { readVectors } from './support/read-vectors.js';
import { verdictOf } from './support/tokens.js';

interface Sample {
  readonly name: string;
  readonly accessToken: string;
  readonly header?: Record<string, unknown>;
  readonly claims?: { readonly iat: number; readonly exp: number } & Record<string, unknown>;
}

const samples = readVectors<readonly Sample[]>('logto/tokens.json');
const logtoKeys = () => staticKeys(readVectors<JsonWebKeySet>('logto/jwks.json'));
const products = () =>
  defineResource({
    indicator: 'https://api.example.com',
    scopes: { 'read:products': 'See the products', 'write:products': 'Change the products' },
  });
const RECORDED = 1_795_409_900;

const logtoVerifier = (options: Partial<VerifierOptions<'read:products' | 'write:products'>> = {}) =>
  createVerifier({
    issuer: 'http://localhost:3001/oidc',
    resource: products(),
    keys: logtoKeys(),
    now: () => RECORDED * 1000,
    ...options,
  });

/** What an API for https://api.example.com makes of each token that a real server issued. */
const EXPECTED = readVectors<Readonly<Record<string, readonly string[] | string>>>('logto/expected.json');

describe('tokens of a real Logto server', () => {
  it('are all expected', () => {
    expect(samples.map(({ name }) => name).toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(samples)('$name', async ({ name, accessToken, claims, header }) => {
    const expected = EXPECTED[name];
    const result = await authenticate(logtoVerifier(), {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    if (!result.ok) {
      expect(result.error.reason).toBe(expected);
      expect(result.response.status).toBe(expected === 'organization' ? 403 : 401);
      return;
    }
    expect([...result.token.scopes]).toEqual(expected);
    expect(result.token.claims).toEqual(claims);
    expect(result.token.header).toEqual(header);
    expect(result.token.expiresAt).toEqual(new Date((claims?.exp ?? 0) * 1000));
  });

  it.each(samples.filter(({ name }) => Array.isArray(EXPECTED[name])))(
    '$name ends at its exp',
    async ({ accessToken, claims }) => {
      const at = (seconds: number) => verdictOf(logtoVerifier({ now: () => seconds * 1000 }), accessToken);
      const exp = claims?.exp ?? 0;
      expect(await at(exp + 4)).toBe('accepted');
      expect(await at(exp + 5)).toBe('expired');
    },
  );

  it("rule 28: a token for the API in an organization is refused unless the verifier says 'any'", async () => {
    const token = samples.find(({ name }) => name === 'refresh-org-api-resource-token')?.accessToken;
    expect(await verdictOf(logtoVerifier(), token)).toBe('organization');
    const any = logtoVerifier({ organization: 'any' });
    const result = await authenticate(any, { headers: { authorization: `Bearer ${token}` } });
    expect(result.ok && [result.token.organization, ...result.token.scopes]).toEqual([
      '4idcyciqz48r',
      'read:products',
      'write:products',
    ]);
  });

  it('a token of the management API is for the management API', async () => {
    const token = samples.find(({ name }) => name === 'token-management-api')?.accessToken;
    const options = { issuer: 'http://localhost:3002/oidc', resource: 'https://default.logto.app/api' };
    const management = createVerifier({ ...options, keys: logtoKeys(), now: () => RECORDED * 1000 });
    expect(await verdictOf(management, token)).toBe('accepted');
  });

  it('an ID token stays refused where its type is let in by mistake', async () => {
    const token = samples.find(({ name }) => name === 'id-token')?.accessToken;
    expect(await verdictOf(logtoVerifier({ tokenTypes: ['JWT'] }), token)).toBe('audience');
  });

  it('a withdrawn key ends its tokens', async () => {
    const { keys: all } = readVectors<JsonWebKeySet>('logto/jwks.json');
    const without = staticKeys({ keys: all.filter((key) => (key as { kty: string }).kty !== 'RSA') });
    const token = samples.find(({ name }) => name === 'rot-1-rs256')?.accessToken;
    expect(await verdictOf(logtoVerifier({ keys: without }), token)).toBe('unknown_key');
  });
});
