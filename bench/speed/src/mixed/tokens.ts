import { randomUUID } from 'node:crypto';
import { type Authority, mintToken } from '../tokens/authority.js';

/** One request of the load. */
export interface MixedRequest {
  readonly authorization: string;
  /** Whether it has to be let in. */
  readonly isGood: boolean;
}

/**
 * Seconds by which new tokens are younger than they were made: they are sent in every round, and one that is older than the last
 * answer with keys cannot be of a new key.
 */
const LATER = 300;

/** So many clients come again and again. */
const KNOWN_TOKENS = 300;
/** Of a hundred requests: with a token that was sent before, and with one that is new. The rest is junk. */
const KNOWN = 70;
const NEW = 25;
/** From this part of the load on, new tokens are signed with the new key: it was published a while before. */
const SIGNS_ANEW_FROM = 0.4;

/**
 * The requests of a load in their order: 70 % known tokens, 25 % new ones, 5 % junk. The same in every run.
 *
 * @param before - Who signs at first.
 * @param after - The same issuer with its next key.
 */
export function mixedRequests(before: Authority, after: Authority, count: number): readonly MixedRequest[] {
  const known = Array.from({ length: KNOWN_TOKENS }, () => bearer(mintToken(before)));
  const random = randomFrom(1);
  return Array.from({ length: count }, (_, index) => {
    const lot = random(100);
    if (lot < KNOWN) return good(known[random(KNOWN_TOKENS)] ?? '');
    const signer = index < count * SIGNS_ANEW_FROM ? before : after;
    if (lot < KNOWN + NEW)
      return good(bearer(mintToken(signer, { iat: Math.floor(Date.now() / 1000) + LATER })));
    return { authorization: bearer(junk(signer, random(5))), isGood: false };
  });
}

function good(authorization: string): MixedRequest {
  return { authorization, isGood: true };
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** What comes beside tokens on a public address. */
function junk(signer: Authority, kind: number): string {
  const token = mintToken(signer);
  switch (kind) {
    case 0:
      return mintToken(signer, { exp: Math.floor(Date.now() / 1000) - 3600 });
    case 1:
      // Of another issuer, as it comes from staging. A flood of unknown names under our own is measured in bench/key-sets.
      return mintToken({ ...signer, kid: randomUUID(), issuer: 'https://staging.example.com/oidc' });
    case 2:
      return `${token.slice(0, -12)}${'A'.repeat(12)}`;
    case 3:
      return mintToken(signer, { aud: 'https://other.example.com' });
    default:
      return 'x'.repeat(token.length);
  }
}

/** Numerical Recipes' linear congruential generator: the same numbers in every run. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
