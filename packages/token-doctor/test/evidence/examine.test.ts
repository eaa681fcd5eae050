import { createVerifier, defineResource, staticKeys } from '@acme/token-core';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { examine, type ExamineOptions } from '../../src/index.js';

const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES384' };
const resource = defineResource({ indicator: 'https://api.example.com', scopes: { 'read:products': '' } });
const verifier = createVerifier({
  issuer: 'https://tenant.logto.app/oidc',
  resource,
  keys: staticKeys({ keys: [jwk] }),
});

function mint(claims: Record<string, unknown> = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: 'https://tenant.logto.app/oidc',
    aud: 'https://api.example.com',
    sub: 'user-1',
    client_id: 'client-1',
    iat: now,
    exp: now + 600,
    scope: 'read:products',
    email: 'ada@example.com',
    ...claims,
  })
    .setProtectedHeader({ alg: 'ES384', typ: 'at+jwt', kid: 'k' })
    .sign(privateKey);
}

describe('what is asked wrongly is a TypeError that names the option', () => {
  it.each<readonly [options: unknown, message: RegExp]>([
    [undefined, /^examine: options: expected an object/],
    [{}, /^examine: verifier: expected what createVerifier returns/],
    [{ verifier: { verify: () => undefined } }, /^examine: verifier: expected/],
    [Object.create({ verifier }), /^verifier: expected a member of its own/],
    // A misspelt demand would be a demand that nobody asks.
    [{ verifier, requirements: { scopes: ['read:products'] } }, /^examine: unknown option "requirements"/],
    [{ verifier, requirement: { scope: ['read:products'] } }, /unknown .*"scope"/],
    [{ verifier, evidence: 5 }, /^examine: evidence: expected an object/],
    [{ verifier, facts: null }, /^examine: facts: expected an object/],
  ])('%# %s', async (options, message) => {
    const attempt = examine('a.b.c', options as ExamineOptions);
    await expect(attempt).rejects.toBeInstanceOf(TypeError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('rule 3: what stands on Object.prototype demands nothing', async () => {
    Object.defineProperty(Object.prototype, 'requirement', { value: 5, configurable: true });
    try {
      expect((await examine(await mint(), { verifier })).decision).toBe('accepted');
    } finally {
      Reflect.deleteProperty(Object.prototype, 'requirement');
    }
  });
});

describe('examine', () => {
  it('accepts what the API accepts, with every stage right', async () => {
    const found = await examine(await mint(), { verifier, requirement: { scopes: ['read:products'] } });
    expect(found).toMatchObject({ kind: 'token', decision: 'accepted', finding: undefined });
    expect(found.stages.every(({ outcome }) => outcome === 'right')).toBe(true);
  });

  it('names the one thing that is wrong, expected and found, and how far the token came', async () => {
    const found = await examine(await mint({ aud: 'https://api.example.com/' }), { verifier });
    expect(found).toMatchObject({ decision: 'refused', status: 401 });
    expect(found.finding).toMatchObject({
      expected: 'https://api.example.com',
      found: 'https://api.example.com/',
    });
    expect(found.stages.find(({ outcome }) => outcome === 'wrong')?.name).toBe('audience');
  });

  it('shows the token of the field that the verifier reads', async () => {
    const other = createVerifier({
      issuer: 'https://tenant.logto.app/oidc',
      resource,
      keys: staticKeys({ keys: [jwk] }),
      tokenHeader: 'x-token',
    });
    const found = await examine(await mint(), { verifier: other });
    expect(found.decision).toBe('accepted');
    expect(found.token).toContainEqual({ name: 'client_id', value: 'client-1' });
  });

  it('reads a cURL line with the headers that it names', async () => {
    const line = `curl 'https://api.example.com/products?access_token=abc' -H 'X-Forwarded-Authorization: Bearer ${await mint()}'`;
    const found = await examine(line, { verifier });
    expect(found).toMatchObject({ kind: 'curl', method: 'GET', origin: 'https://api.example.com' });
    expect(found.finding?.cause).toBe('missing.moved');
  });

  it('takes a whole Authorization line at its word', async () => {
    const found = await examine(`Authorization: Bearer Bearer ${await mint()}`, { verifier });
    expect(found.finding?.cause).toBe('credentials.twice');
  });

  it('rule 33: shows the members that may be quoted, and no others', async () => {
    const found = await examine(await mint({ scope: 'a\u001B[31m\nb' }), { verifier });
    const names = found.token?.map(({ name }) => name);
    expect(names).toEqual(['typ', 'alg', 'kid', 'iss', 'aud', 'client_id', 'scope', 'iat', 'exp']);
    expect(found.token?.find(({ name }) => name === 'scope')?.value).toBe('a [31m b');
    expect(JSON.stringify(found)).not.toContain('ada@example.com');
  });

  it.each(['pat_1234567890abcdef', 'hunter2-pass-phrase', 'F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP'])(
    'rule 33: of a text that is no JWT no piece is shown (%s)',
    async (secret) => {
      const found = JSON.stringify(await examine(secret, { verifier }));
      for (let at = 0; at + 6 <= secret.length; at++) {
        expect(found).not.toContain(secret.slice(at, at + 6));
      }
    },
  );
});
