import * as fc from 'fast-check';
import { expect } from 'vitest';
import { verdictOf } from '../support/tokens.js';
import { edits } from './support/edits.js';
import { acceptableTexts, foreignTokens, goodTokens, makeVerifier } from './support/material.js';
import { property } from './support/property.js';

const verifier = makeVerifier();
const onWebCrypto = makeVerifier({ signatureEngine: 'web-crypto' });
const originals: readonly string[] = [...goodTokens, ...foreignTokens];

const edited = fc
  .tuple(fc.constantFrom(...goodTokens), fc.array(edits(originals), { maxLength: 3 }))
  .map(([token, changes]) => changes.reduce((text, change) => change(text), token));

/** Accepted is the very content that was signed, in its one spelling, and nothing else; by both engines alike. */
async function isRefusedOrTheSame(text: string): Promise<void> {
  const verdict = await verdictOf(verifier, text);
  expect(verdict === 'accepted').toBe(acceptableTexts.has(text));
  expect(await verdictOf(onWebCrypto, text)).toBe(verdict);
}

export const mutatedText = [
  property('an edited token is refused, or is the same signed content', 1500, edited, isRefusedOrTheSame),
  property(
    'any text at all is refused, or is a token that was signed',
    300,
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(fc.string({ maxLength: 60 }), { maxLength: 6 }).map((parts) => parts.join('.')),
      fc
        .array(fc.base64String({ maxLength: 80 }), { minLength: 2, maxLength: 4 })
        .map((parts) => parts.join('.')),
    ),
    isRefusedOrTheSame,
  ),
  property(
    'what is no text is refused',
    200,
    fc
      .anything({ withBigInt: true, withNullPrototype: true, withSet: true })
      .filter((value) => typeof value !== 'string'),
    async (value) => {
      expect(await verdictOf(verifier, value)).toBe('malformed');
    },
  ),
];
