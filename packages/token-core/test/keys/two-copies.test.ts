import { describe, expect, it, vi } from 'vitest';
import type * as core from '../../src/index.js';
import { staticKeys } from '../../src/index.js';
import { ISSUER, key, mint, NOW, RESOURCE } from '../support/tokens.js';

/** A second copy of the package, as a tool makes one that has `require` and `import` apart. */
async function secondCopy(): Promise<typeof core> {
  vi.resetModules();
  return import('../../src/index.js');
}

describe('rule 12: keys that another copy of the package read are keys', () => {
  it('a key source of one copy serves a verifier of another, at first sight and for a known token', async () => {
    const other = await secondCopy();
    expect(other.staticKeys).not.toBe(staticKeys);
    const keys = staticKeys({ keys: [key.publicJwk] });
    const verifier = other.createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys,
      now: () => NOW * 1000,
    });
    const request = { headers: { authorization: `Bearer ${await mint()}` } };
    expect((await other.authenticate(verifier, request)).ok).toBe(true);
    expect(other.decide(verifier, request)).toMatchObject({ ok: true });
  });

  it('what only looks like a key set, or has its mark behind a prototype, is none', async () => {
    const other = await secondCopy();
    const mark = Symbol.for('@acme/token-core.key-set');
    const behind = Object.create({ [mark]: true }) as core.KeySet;
    const source: core.KeySource = { ...staticKeys({ keys: [key.publicJwk] }), current: () => behind };
    const verifier = other.createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys: source,
      now: () => NOW * 1000,
    });
    const result = await other.authenticate(verifier, {
      headers: { authorization: `Bearer ${await mint()}` },
    });
    expect(result.ok ? 'accepted' : result.response.status).toBe(503);
  });
});
