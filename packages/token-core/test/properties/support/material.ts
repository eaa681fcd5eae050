import { createVerifier, staticKeys, type VerifierOptions } from '../../../src/index.js';
import { ISSUER, key, makeKey, mint, NOW, otherKey, RESOURCE } from '../../support/tokens.js';
import { negate } from './edits.js';

/** A second good key, of another kind. */
export const edwardsKey = await makeKey('EdDSA', 'edwards');

export const keys = staticKeys({ keys: [key.publicJwk, edwardsKey.publicJwk] });

/** The verifier that all properties are about: every option as it comes. */
export const makeVerifier = (options: Partial<VerifierOptions> = {}) =>
  createVerifier({ issuer: ISSUER, resource: RESOURCE, keys, now: () => NOW * 1000, ...options });

/** Tokens that are good in every respect, as different as good tokens get. */
export const goodTokens: readonly string[] = await Promise.all([
  mint(),
  mint({ jti: 'token-2', scope: 'write:products', aud: ['https://other.example.com', RESOURCE] }),
  mint({ scope: undefined }, { header: { typ: 'application/AT+JWT', kid: undefined } }),
  mint({ sub: 'Zoë 🙂', nested: { list: [1, null, true] } }, { signer: edwardsKey }),
]);

/** Every text that may be accepted: the good ones, and their other signature where ECDSA has one. */
export const acceptableTexts: ReadonlySet<string> = new Set([
  ...goodTokens,
  ...goodTokens.slice(0, 3).map((token) => negate(token)),
]);

/** Tokens that are signed soundly, and are not for this API or not good now. */
export const foreignTokens: readonly string[] = await Promise.all([
  mint({ aud: 'https://other.example.com' }),
  mint({ iss: 'https://other.example.com' }),
  mint({ exp: NOW - 60 }),
  mint({}, { signer: otherKey }),
  mint({}, { header: { typ: 'JWT' } }),
]);

export const signingInputOf = (token: string) => token.slice(0, token.lastIndexOf('.'));
