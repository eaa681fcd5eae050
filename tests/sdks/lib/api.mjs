import assert from 'node:assert/strict';

import { authenticate, createVerifier } from '../../../packages/token-core/dist/index.js';
import { API } from './model.mjs';

/** What an API of this issuer answers to a token: 200, or the status of the refusal. */
export async function statusAt(issuer, token, requirement, headers = {}) {
  const verifier = createVerifier({ issuer: issuer.url, resource: API });
  const request = new Request(`${API}/products`, {
    headers: { ...headers, authorization: `Bearer ${token}` },
  });
  const result = await authenticate(verifier, request, requirement);
  return result.ok ? 200 : result.response.status;
}

/** The claims of a token that somebody else has verified. */
export function claimsOf(token) {
  assert.equal(token.split('.').length, 3, 'expected a JWT, got an opaque token');
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
}

export const isOpaque = (token) => /^[\w-]{43}$/.test(token);
