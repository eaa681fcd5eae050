import type { TokenErrorReason } from './errors.js';

/** One fixed sentence per reason: the message, and the `detail` a client is sent. Nothing is interpolated. */
export const SENTENCES: Readonly<Record<TokenErrorReason, string>> = {
  missing: 'This request needs an access token.',
  credentials: 'The Authorization header is malformed.',
  malformed: 'The access token is malformed.',
  type: 'The token is not an access token.',
  algorithm: 'The access token is signed with an algorithm that is not accepted.',
  header: 'The access token has an unacceptable header.',
  unknown_key: 'The access token is signed with an unknown key.',
  signature: 'The access token has an invalid signature.',
  issuer: 'The access token is from another issuer.',
  audience: 'The access token is for another resource.',
  expired: 'The access token has expired.',
  not_yet_valid: 'The access token is not valid yet.',
  claim: 'The access token has an unacceptable claim.',
  bound: 'The access token is bound to a key that was not proven.',
  revoked: 'The access token has been revoked.',
  stale: 'The access token was issued too long ago for this request.',
  scope: 'The access token lacks a required scope.',
  organization: 'The access token is not for the organization of this request.',
  principal: 'The access token is of a kind of principal that this request is not for.',
  keys_unavailable: 'Access tokens cannot be verified at the moment.',
  standing_unavailable: 'Whether access tokens still stand cannot be told at the moment.',
};

/** The sentence of a reason. Of another copy of this package, which may know more reasons, `undefined`. */
export function sentenceOf(reason: string): string | undefined {
  return Object.hasOwn(SENTENCES, reason) ? SENTENCES[reason as TokenErrorReason] : undefined;
}
