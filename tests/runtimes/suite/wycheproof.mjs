import { createVerifier, staticKeys } from '@acme/token-core';
import cryptography from '../../../packages/token-core/test/vectors/wycheproof/json_web_crypto_test.json' with { type: 'json' };
import encryption from '../../../packages/token-core/test/vectors/wycheproof/json_web_encryption_test.json' with { type: 'json' };
import keys from '../../../packages/token-core/test/vectors/wycheproof/json_web_key_test.json' with { type: 'json' };
import signature from '../../../packages/token-core/test/vectors/wycheproof/json_web_signature_test.json' with { type: 'json' };
import { refusalOf } from './verdict.mjs';

/**
 * Cases that are refused although they are marked valid (an algorithm other than the key's, RFC 8725bis §3.1), and one
 * that is accepted although it is marked invalid (the ROCA flaw, which only a fingerprint of the key would tell).
 */
const UNLIKE = { signature: [346, 347, 350, 351], keys: [7], cryptography: [46], encryption: [] };
const PRIVATE_MEMBERS = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth']);

export async function checkWycheproof(checks) {
  for (const [name, { testGroups }] of Object.entries({ signature, keys, cryptography, encryption })) {
    for (const group of testGroups) {
      const published = publishedKeys(group.public ?? group.private ?? {});
      const isAsymmetric = published.some(({ kty }) => kty !== 'oct');
      for (const { tcId, jws, jwe, result } of group.tests) {
        const isMarked = jws !== undefined && isAsymmetric && result === 'valid';
        // Rule 2: no empty segment, and so no empty payload.
        const isEmpty = typeof jws === 'string' && /^[^.]+\.\.[^.]+$/.test(jws);
        const expected = !isEmpty && isMarked !== UNLIKE[name].includes(tcId);
        checks.equal(`${name} ${tcId}`, await signatureVerifies(published, jws ?? jwe), expected);
      }
    }
  }
}

function publishedKeys(material) {
  const list = Array.isArray(material.keys) ? material.keys : [material];
  return list.map((key) =>
    Object.fromEntries(Object.entries(key).filter(([name]) => !PRIVATE_MEMBERS.has(name))),
  );
}

/** The payloads are no claims sets, so a token whose signature verifies fails right behind it. */
async function signatureVerifies(published, token) {
  const verifier = createVerifier({
    issuer: 'wycheproof',
    resource: 'wycheproof',
    keys: staticKeys({ keys: published }),
    tokenTypes: ['', 'at+jwt', 'JWT', 'JOSE', 'JOSE+JSON'],
  });
  const { reason, check } = await refusalOf(verifier, token);
  return ['issuer', 'audience', 'claim'].includes(reason) || (reason === 'malformed' && check === 'payload');
}
