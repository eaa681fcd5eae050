import type { VerifiedToken } from '@acme/token-core';
import { expect, it } from 'vitest';
import { createTestIssuer } from '../../src/index.js';

const greet = (token: VerifiedToken) => `Hello, ${token.subject}, of ${token.organization ?? 'nowhere'}`;
const issuer = await createTestIssuer();

it('greets whoever the token is of', () => {
  const token = issuer.token({ sub: 'alice', organization_id: 'acme' });
  expect(greet(token)).toBe('Hello, alice, of acme');
});

it('makes no token that a verifier would refuse', () => {
  expect(() => issuer.token({ sub: undefined })).toThrow(
    'claims.sub: expected what a verifier accepts (claim)',
  );
});
