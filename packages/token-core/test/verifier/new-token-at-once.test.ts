import { describe, expect, it } from 'vitest';
import type { KeySource } from '../../src/index.js';
import { staticKeys } from '../../src/index.js';
import { makeKey, mint, verifierWith } from '../support/tokens.js';

const signer = await makeKey('RS256', 'rsa');
const options = { keys: staticKeys({ keys: [signer.publicJwk] }) };

/** How many microtasks go by before a promise is settled. */
async function turnsOf(promise: Promise<unknown>): Promise<number> {
  let settledAt = 0;
  let turns = 1;
  const note = () => {
    settledAt = turns;
  };
  promise.then(note, note);
  for (; turns < 100; turns++) await undefined;
  return settledAt;
}

describe('a new token costs no wait where key and engine answer at once', () => {
  it('is accepted within the call', async () => {
    const verifier = verifierWith(options);
    // The key is imported once.
    await verifier.verify(await mint({}, { signer }));
    const accepted = verifier.verify(await mint({ jti: 'new' }, { signer }));
    expect(await turnsOf(accepted)).toBe(1);
    expect((await accepted).claims['jti']).toBe('new');
  });

  it('is refused by a rejection, never by a throw', async () => {
    const verifier = verifierWith(options);
    await verifier.verify(await mint({}, { signer }));
    const token = await mint({ aud: 'https://other.example' }, { signer });
    const refused = verifier.verify(token);
    expect(await turnsOf(refused)).toBe(1);
    await expect(refused).rejects.toMatchObject({ reason: 'audience' });
    await expect(verifier.verify('no token')).rejects.toMatchObject({ reason: 'malformed' });
    const unknown = await mint({}, { signer, header: { kid: 'nobody' } });
    await expect(verifier.verify(unknown)).rejects.toMatchObject({ reason: 'unknown_key' });
  });

  it('is waited for where the source answers later, with the same answers', async () => {
    const now = staticKeys({ keys: [signer.publicJwk] });
    const later: KeySource = { ...now, current: async (request) => now.current(request) };
    const verifier = verifierWith({ keys: later });
    expect((await verifier.verify(await mint({}, { signer }))).subject).toBe('user-1');
    await expect(verifier.verify(await mint({ exp: 1 }, { signer }))).rejects.toMatchObject({
      reason: 'expired',
    });
  });
});

describe('rule 16: tokens with the same scopes share one set, and only these', () => {
  it.each(['scope', 'permissions'] as const)('read from %s', async (scopeClaim) => {
    const verifier = verifierWith({ ...options, scopeClaim, cache: false });
    const of = async (value: unknown) => [
      ...(await verifier.verify(await mint({ scope: undefined, [scopeClaim]: value }, { signer }))).scopes,
    ];
    expect(await of('read write')).toEqual(['read', 'write']);
    expect(await of('read write')).toEqual(['read', 'write']);
    expect(await of('["read","write"]')).toEqual(['["read","write"]']);
    expect(await of(' read  ')).toEqual(['read']);
    expect(await of('')).toEqual([]);
    if (scopeClaim === 'scope') return;
    expect(await of(['read', 'write'])).toEqual(['read', 'write']);
    expect(await of(['read write'])).toEqual(['read write']);
  });
});
