import { expect, it } from 'vitest';
import { staticKeys } from '../../src/index.js';
import { key, mint, verdictOn } from '../support/tokens.js';

const PEM = '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n';
const NESTED = { keys: [key.publicJwk] };

it.each<[string, readonly unknown[], string]>([
  ['a PEM', [PEM], 'a PEM'],
  ['two of them', [`\n${PEM}`, PEM], 'a PEM'],
  ['a whole JWK Set', [NESTED], 'a value of type object'],
])('%s in the place of the keys stops the start', (_case, keys, found) => {
  expect(() => staticKeys({ keys })).toThrow(
    new TypeError(
      `staticKeys: jwks: expected a JWK Set with at least one key, { "keys": [ … ] }, found ${found}`,
    ),
  );
});

it.each<[string, readonly unknown[]]>([
  ['a kind of key that nobody here knows', [{ kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA' }]],
  ['a symmetric key', [{ kty: 'oct', k: 'AA' }]],
  ['a private key', [{ ...key.publicJwk, d: 'AA' }]],
])('rule 11: %s alone is a JWK Set', (_case, keys) => {
  expect(staticKeys({ keys }).state()).toMatchObject({ status: 'unavailable', keys: 0 });
});

it('rule 11: neither spoils the set beside a key', async () => {
  const keys = staticKeys({ keys: [PEM, NESTED, key.publicJwk] });
  expect(await verdictOn(await mint(), { keys })).toBe('accepted');
});
