import * as fc from 'fast-check';
import { expect } from 'vitest';
import { TokenError, type Verifier } from '../../src/index.js';
import { encode, mint, NOW, otherKey } from '../support/tokens.js';
import { foreignTokens, goodTokens, makeVerifier, signingInputOf } from './support/material.js';
import { property } from './support/property.js';

const [first = ''] = goodTokens;

/** Texts that a cache could take for each other: one header, one payload, one signature, one ending. */
const lookalikes = [
  `${signingInputOf(first)}.${encode(new Uint8Array(64))}`,
  `${signingInputOf(first)}.${encode(new Uint8Array(33))}${first.slice(-12)}`,
  `${first.slice(0, first.indexOf('.'))}.${encode('{}')}${first.slice(first.lastIndexOf('.'))}`,
  `${first.slice(1)}`,
  first.slice(-12),
  await mint({}, { header: { kid: 'EdDSA' } }),
  await mint({ jti: 'token-1', scope: 'admin' }, { signer: otherKey }),
  await mint({ exp: NOW + 10 }),
  await mint({ nbf: NOW + 10 }),
];

const step = fc.record({
  token: fc.constantFrom(...goodTokens, ...foreignTokens, ...lookalikes),
  requirement: fc.constantFrom(
    undefined,
    { scopes: ['read:products'] },
    { anyScope: ['write:products', 'admin'] },
  ),
  at: fc.constantFrom(NOW, NOW, NOW, NOW - 60, NOW + 14, NOW + 15, NOW + 3605),
});

async function tell(
  verifier: Verifier,
  { token, requirement }: { token: string; requirement?: object | undefined },
) {
  try {
    const { claims, header, scopes } = await verifier.verify(token, requirement);
    return { claims, header, scopes: [...scopes] };
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    return { reason: error.reason, check: error.check };
  }
}

export const repetition = [
  property(
    'whatever came before, a verdict is that of a verifier that has seen nothing',
    150,
    fc.tuple(fc.constantFrom(1, 2, 3, 1000), fc.array(step, { minLength: 2, maxLength: 12 })),
    async ([maxTokens, steps]) => {
      let at = NOW;
      const now = () => at * 1000;
      const verifier = makeVerifier({ now, cache: { maxTokens } });
      for (const each of steps) {
        at = each.at;
        const fresh = makeVerifier({ now, cache: false });
        expect(await tell(verifier, each)).toEqual(await tell(fresh, each));
      }
    },
  ),
];
