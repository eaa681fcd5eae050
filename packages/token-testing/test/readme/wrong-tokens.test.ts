import { createVerifier } from '@acme/token-core';
import { createTestIssuer } from '../../src/index.js';
import { expect, it } from 'vitest';

const issuer = await createTestIssuer();
const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });
const now = Math.floor(Date.now() / 1000);

it.each([
  ['expired', await issuer.mint({ exp: now - 60 })],
  ['not_yet_valid', await issuer.mint({ nbf: now + 60 })],
  ['claim', await issuer.mint({ exp: undefined })],
  ['issuer', await issuer.mint({ iss: 'https://elsewhere.example.com/oidc' })],
  ['audience', await issuer.mint({ aud: 'https://other.example.com' })],
  ['bound', await issuer.mint({ cnf: { jkt: 'thumbprint of a key' } })],
  ['type', await issuer.mint({}, { header: { typ: 'JWT' } })],
  ['type', await issuer.mint({}, { header: { typ: undefined } })],
  ['algorithm', await issuer.mint({}, { header: { alg: 'none' } })],
  ['header', await issuer.mint({}, { header: { crit: ['exp'] } })],
  ['unknown_key', await issuer.mint({}, { header: { kid: 'nobody' } })],
  ['signature', await issuer.mint({}, { sign: 'forged' })],
  ['malformed', await issuer.mint({}, { payload: 'not JSON' })],
])('%s', async (reason, token) => {
  await expect(verifier.verify(token)).rejects.toMatchObject({ reason });
});
