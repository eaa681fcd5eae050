import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { exportSPKI, importJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Algorithm, createVerifier, staticKeys } from '../../src/index.js';
import {
  claimsWith,
  encode,
  ISSUER,
  key,
  makeKey,
  mint,
  otherKey,
  refusalOf,
  RESOURCE,
  signRaw,
  verdictOn,
  verifierWith,
} from '../support/tokens.js';

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
const bytes = (text: string) => new TextEncoder().encode(text);

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

describe('rule 6: crit and unencoded payloads are refused in any form', () => {
  it.each([[[]], [['b64']], [['exp']], ['exp'], [null], [{}], [0], [false]])(
    'refuses crit %j',
    async (crit) => {
      expect(await verdictOn(await mint({}, { header: { crit } }))).toBe('header');
    },
  );

  it.each([false, null, 0, 'false', [], {}])('refuses b64 %j', async (b64) => {
    expect(await verdictOn(await mint({}, { header: { b64 } }))).toBe('header');
    expect(await verdictOn(await mint({}, { header: { b64, crit: ['b64'] } }))).toBe('header');
  });
});

describe('rule 7: kid is absent or a non-empty string', () => {
  it.each([null, '', 0, 1, true, [], ['ES256'], {}])('refuses kid %j', async (kid) => {
    expect(await verdictOn(await mint({}, { header: { kid } }))).toBe('header');
  });

  it('refuses an unknown kid, though another key would verify', async () => {
    expect(await verdictOn(await mint({}, { header: { kid: 'unknown' } }))).toBe('unknown_key');
    expect(await verdictOn(await mint({}, { header: { kid: 'es256' } }))).toBe('unknown_key');
    expect(await verdictOn(await mint({}, { header: { kid: '__proto__' } }))).toBe('unknown_key');
  });

  it.each([
    "' OR '1'='1",
    '../../../../dev/null',
    'https://evil.example/key',
    '\u0000',
    'ES256\n',
    'x'.repeat(4000),
  ])('takes the kid %j for a name and nothing else', async (kid) => {
    expect(await verdictOn(await mint({}, { header: { kid } }))).toBe('unknown_key');
  });

  it('accepts a token without kid when exactly one key fits', async () => {
    const rsa = await makeKey('RS256', 'rsa');
    const keys = staticKeys({ keys: [rsa.publicJwk, key.publicJwk] });
    const token = await mint({}, { header: { kid: undefined } });
    expect(await verdictOn(token, { keys })).toBe('accepted');
  });

  it('refuses a token without kid when two keys fit or none does', async () => {
    const token = await mint({}, { header: { kid: undefined } });
    const two = staticKeys({ keys: [key.publicJwk, { ...otherKey.publicJwk, kid: 'other' }] });
    expect(await verdictOn(token, { keys: two })).toBe('unknown_key');
    const none = staticKeys({ keys: [(await makeKey('ES384')).publicJwk] });
    expect(await verdictOn(token, { keys: none })).toBe('unknown_key');
  });
});

describe('rule 8: keys and addresses inside a token are never used', () => {
  it('never verifies with a key out of the header', async () => {
    for (const header of [
      { jwk: otherKey.publicJwk },
      { jwk: otherKey.publicJwk, kid: undefined },
      { x5c: ['MIIB'] },
      { x5t: 'abc' },
    ]) {
      expect(await verdictOn(await mint({}, { signer: otherKey, header }))).toBe('signature');
    }
  });

  it('never fetches from an address in a token', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.end(JSON.stringify({ keys: [otherKey.publicJwk] }));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const url = `http://127.0.0.1:${port}/jwks`;
    try {
      for (const header of [{ jku: url }, { x5u: url }, { jku: url, kid: 'theirs' }]) {
        const verdict = await verdictOn(await mint({ iss: url }, { signer: otherKey, header }));
        expect(['signature', 'unknown_key']).toContain(verdict);
      }
      expect(requests).toBe(0);
    } finally {
      server.close();
    }
  });

  it('accepts a good token that carries them, since they decide nothing', async () => {
    expect(
      await verdictOn(await mint({}, { header: { jku: 'https://evil.example', jwk: otherKey.publicJwk } })),
    ).toBe('accepted');
  });
});

describe('rule 9: typ is at+jwt', () => {
  it.each(['at+jwt', 'AT+JWT', 'application/at+jwt', 'Application/AT+JWT'])('accepts %s', async (typ) => {
    expect(await verdictOn(await mint({}, { header: { typ } }))).toBe('accepted');
  });

  it.each([
    undefined,
    'JWT',
    'jwt',
    '',
    'at+jwt ',
    ' at+jwt',
    'at-jwt',
    'application/at+jwt; charset=utf-8',
    'x/at+jwt',
    'application/application/at+jwt',
    'logout+jwt',
    'dpop+jwt',
    'id+jwt',
    null,
    0,
    ['at+jwt'],
    {},
  ])('refuses typ %j', async (typ) => {
    expect(await verdictOn(await mint({}, { header: { typ } }))).toBe('type');
  });

  it('is widened by name only', async () => {
    const jwt = await mint({}, { header: { typ: 'JWT' } });
    const none = await mint({}, { header: { typ: undefined } });
    const empty = await mint({}, { header: { typ: '' } });
    expect(await verdictOn(jwt, { tokenTypes: ['at+jwt', 'jwt'] })).toBe('accepted');
    expect(await verdictOn(none, { tokenTypes: ['at+jwt', 'jwt'] })).toBe('type');
    expect(await verdictOn(none, { tokenTypes: [''] })).toBe('accepted');
    expect(await verdictOn(empty, { tokenTypes: [''] })).toBe('type');
    expect(await verdictOn(await mint(), { tokenTypes: [''] })).toBe('type');
  });

  it('says what was expected and what was found', async () => {
    for (const typ of ['JWT', undefined]) {
      expect(await refusalOf(await mint({}, { header: { typ } }))).toMatchObject({
        expected: ['at+jwt'],
        found: typ,
      });
    }
  });
});

describe('rules 5, 6 and 9 come before any key is asked for', () => {
  it('refuses without a fetch', async () => {
    let fetches = 0;
    const verifier = createVerifier({
      issuer: ISSUER,
      resource: RESOURCE,
      keys: {
        ...staticKeys({ keys: [key.publicJwk] }),
        current: () => {
          fetches++;
          throw new Error('not to be asked');
        },
      },
    });
    const junk = [
      'junk',
      await mint({}, { header: { alg: 'HS256' } }),
      await mint({}, { header: { crit: ['exp'] } }),
      await mint({}, { header: { typ: 'JWT' } }),
      await signRaw('[]', bytes('{}')),
    ];
    for (const token of junk) await expect(verifier.verify(token)).rejects.toMatchObject({ status: 401 });
    expect(fetches).toBe(0);
  });
});
