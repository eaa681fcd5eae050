import { createHmac } from 'node:crypto';
import { exportSPKI, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Algorithm, staticKeys } from '../../src/index.js';
import { claimsWith, encode, key, makeKey, mint, verdictOn, verifierWith } from '../support/tokens.js';

const ALGORITHMS: readonly Algorithm[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

describe('rule 5: the algorithm is on the allow-list, and only asymmetric ones can be', () => {
  it.each(ALGORITHMS)('accepts %s by default, and refuses it where it is not listed', async (alg) => {
    const signer = await makeKey(alg);
    const token = await mint({}, { signer });
    const keys = staticKeys({ keys: [signer.publicJwk] });
    expect(await verdictOn(token, { keys })).toBe('accepted');
    expect(await verdictOn(token, { keys, algorithms: [alg] })).toBe('accepted');
    expect(await verdictOn(token, { keys, algorithms: [alg === 'ES256' ? 'ES384' : 'ES256'] })).toBe(
      'algorithm',
    );
  });

  it.each([
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    'es256',
    'ES256 ',
    ' ES256',
    'HS256',
    'HS384',
    'HS512',
    'ES256K',
    'RSA-OAEP',
    'dir',
    'constructor',
    '__proto__',
    'toString',
  ])('refuses alg %j, compared exactly', async (alg) => {
    expect(await verdictOn(await mint({}, { header: { alg } }))).toBe('algorithm');
  });

  it.each([undefined, null, 0, 256, true, [], ['ES256'], { alg: 'ES256' }])(
    'refuses an alg that is no string (%j)',
    async (alg) => {
      expect(await verdictOn(await mint({}, { header: { alg } }))).toBe('algorithm');
    },
  );

  it('refuses an unsigned token', async () => {
    const unsigned = `${encode('{"alg":"none","typ":"at+jwt"}')}.${encode(JSON.stringify(claimsWith()))}`;
    expect(await verdictOn(`${unsigned}.`)).toBe('malformed');
    expect(await verdictOn(`${unsigned}.AAAA`)).toBe('algorithm');
  });

  it('refuses a token signed by HMAC with the public key as the secret, in each of its spellings', async () => {
    const publicKey = await importJWK(key.publicJwk, 'ES256');
    const pem = await exportSPKI(publicKey as CryptoKey);
    for (const secret of [
      pem,
      pem.trim(),
      JSON.stringify(key.publicJwk),
      JSON.stringify({ keys: [key.publicJwk] }),
      '',
    ]) {
      const input = `${encode(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: key.kid }))}.${encode(JSON.stringify(claimsWith()))}`;
      const token = `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
      expect(await verdictOn(token)).toBe('algorithm');
    }
  });

  it.each([[], ['none'], ['HS256'], ['ES256', 'HS512'], ['es256'], ['RS1'], 'ES256', {}, [undefined]])(
    'does not start with algorithms %j',
    (algorithms) => {
      expect(() => verifierWith({ algorithms: algorithms as never })).toThrow(TypeError);
      expect(() => verifierWith({ algorithms: algorithms as never })).toThrow(/^algorithms: expected/);
    },
  );
});

describe('rule 5: EdDSA and Ed25519 are one algorithm', () => {
  it.each(['EdDSA', 'Ed25519', undefined])(
    'a key whose alg is %s serves tokens of either name',
    async (alg) => {
      const pair = await makeKey('EdDSA', 'edwards', { alg });
      const keys = staticKeys({ keys: [pair.publicJwk] });
      for (const algorithms of [['EdDSA'], ['Ed25519'], undefined] as const)
        for (const name of ['EdDSA', 'Ed25519']) {
          const token = await mint({}, { signer: pair, header: { alg: name } });
          const options = algorithms === undefined ? { keys } : { keys, algorithms };
          expect(await verdictOn(token, options)).toBe('accepted');
        }
    },
  );
});
