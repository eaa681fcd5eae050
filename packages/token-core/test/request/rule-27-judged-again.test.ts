import { expect, it } from 'vitest';
import { authenticate, authorize, type Verifier } from '../../src/index.js';
import { mint, NOW, verifierWith } from '../support/tokens.js';

it('rule 27: what was judged of a token before says nothing later, whatever a `known` by hand says', async () => {
  let now = NOW * 1000;
  const verifier = verifierWith({ now: () => now });
  const fresh = verifier.checkRequirement({ freshWithin: 60 });
  const request = { headers: { authorization: `Bearer ${await mint()}` } };
  await authenticate(verifier, request, fresh);
  // A known one, so the same requirement was judged last on the same token.
  const before = await authenticate(verifier, request, fresh);
  if (!before.ok) throw before.error;
  const lax: Verifier = { ...verifier, known: () => before.token };
  expect(await authorize(lax, before.token, fresh)).toMatchObject({ ok: true });
  now += 100_000;
  expect(await authorize(lax, before.token, fresh)).toMatchObject({ ok: false, error: { reason: 'stale' } });
});
