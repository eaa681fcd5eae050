import { generateKeyPairSync, sign } from 'node:crypto';
import { importJWK } from 'jose';
import { describe, expect, it, vi } from 'vitest';
import { type Algorithm, createVerifier, type InvalidTokenError, staticKeys } from '../../src/index.js';
import { ALGORITHMS, type AlgorithmProfile } from '../../src/token/algorithms.js';
import { decodeBytes } from '../../src/token/base64url.js';
import type { SignatureEngine } from '../../src/token/signature/engine.js';
import { nodeEngine } from '../../src/token/signature/node.js';
import { signatureEngine, verifySignature } from '../../src/token/signature/verify.js';
import { webCryptoEngine } from '../../src/token/signature/web-crypto.js';
import { UsableKeys } from '../../src/keys/key-set.js';
import { readVectors } from '../support/read-vectors.js';
import { encode, ISSUER, makeKey, mint, NOW, RESOURCE, type TestKey } from '../support/tokens.js';

const ALL = [...ALGORITHMS.keys()] as Algorithm[];
const keys = new Map<Algorithm, TestKey>();
for (const alg of ALL)
  keys.set(alg, await makeKey(alg === 'Ed25519' ? 'EdDSA' : alg, alg, { alg: undefined }));

const node = nodeEngine() as SignatureEngine;

interface Signed {
  readonly profile: AlgorithmProfile;
  readonly key: CryptoKey;
  readonly input: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

async function signed(alg: Algorithm): Promise<Signed> {
  const signer = keys.get(alg) as TestKey;
  const token = await mint({}, { signer, header: { alg } });
  const profile = ALGORITHMS.get(alg) as AlgorithmProfile;
  const [found] = new UsableKeys({ keys: [signer.publicJwk] }).candidates(alg, alg, profile);
  const key = (await found?.import(alg)) as CryptoKey;
  const end = token.lastIndexOf('.');
  return { profile, key, input: token.slice(0, end), signature: decodeBytes(token.slice(end + 1)) };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

async function both({ profile, key, input, signature }: Signed): Promise<readonly [boolean, boolean]> {
  const token = { header: '', payload: '', signature: encode(signature), signingInput: input };
  return [
    await verifySignature(token, profile, key, node),
    await verifySignature(token, profile, key, webCryptoEngine),
  ];
}

/** What a forger, a network or a mistake makes of a signature. */
function spoiled(signature: Uint8Array<ArrayBuffer>): readonly Uint8Array<ArrayBuffer>[] {
  const flipped = Array.from({ length: 16 }, (_, index) => {
    const copy = signature.slice();
    const at = Math.floor((index / 16) * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << (index % 8));
    return copy;
  });
  const half = signature.length / 2;
  const swapped = new Uint8Array([...signature.slice(half), ...signature.slice(0, half)]);
  const der = new Uint8Array([
    0x30,
    signature.length + 4,
    2,
    half,
    ...signature.slice(0, half),
    2,
    half,
    ...signature.slice(half),
  ]);
  return [
    ...flipped,
    swapped,
    der,
    new Uint8Array(),
    new Uint8Array(signature.length),
    new Uint8Array(signature.length).fill(255),
    signature.slice(1),
    signature.slice(0, -1),
    new Uint8Array([0, ...signature]),
    new Uint8Array([...signature, 0]),
  ];
}

/** One in 256 signatures of RSA begins with a zero; this one does. Its private key is nowhere. */
const LEADING_ZERO = {
  n: '0fHH_iKWN2h1jyaj2vn1YrK5VirSZjLllWxIu9o5gPycKzKjWCiXJ_v9jssIB-88dFIP4SVuYy76KkFG-QkT_dpBoIPy4qqhWvYK4fGVCyaqECMs9BleLxhI9lqhCpwR6LTGnj3uSgFADiUgf-X1gR2mVpNiEFLpEDsVCQrNMPs2cW1AGUtqGOe-HYD5Azt5ZxllgyjDt7eLiIiZfDHfyDFXaz6BgX4kr9FVu0zA1Famyt1eL7AcY8DPYzLdwWoGx1mHQIgbUqKQNKNq2EiqvGUtPw30Nsu4VAW3bFJzm1WEPQGI-Ce1H5tQ_m7jSnMpAwzQFTEWtGarelYQsAFsMQ',
  input:
    'eyJhbGciOiJQUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IlBTMjU2In0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlLmNvbS9vaWRjIiwiYXVkIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZS5jb20iLCJzdWIiOiJ1c2VyLTEiLCJjbGllbnRfaWQiOiJjbGllbnQtMSIsImp0aSI6InRva2VuLTEiLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzYwMCwic2NvcGUiOiJyZWFkOnByb2R1Y3RzIn0',
  signature:
    'AJQrdXdOir-1IuW75zjPU3zkKIpueXsAVmk_Srg5Zw-E3v-pwbxr8wJOwSdVecbCYb4Ap427_80cHXcpQ3ocKTsNDvDmVb8oskqh1vipCWHn-I68y60YxofZvFqM9_q6lFt9loUZhiB4y86toNuA-cSpbfQkBBX25nv4f8X_4A6STDcE5LbspOphp-0U2FY9s5ga7CWQL0BZHzL7vu7dZhCK3e88oAT4nLczmLVFw1Jyx3D0nlK9oFQXQcZ6v-BRU7v91qiwVNVJWJIAL-l_Lx3ZG4hHK0xe4xo-OkWrPCAzlYv-ekwurzlKvRYU5DDpz61RlxWzGQrzvWUxyhLlag',
};

describe('both signature engines judge alike', () => {
  it.each(ALL)('%s: a good signature, and every spoiled one', async (alg) => {
    const good = await signed(alg);
    // So often that the way of the busy engine is gone as well.
    for (let count = 0; count < 20; count++) expect(await both(good)).toEqual([true, true]);
    expect(await both({ ...good, input: `${good.input} ` })).toEqual([false, false]);
    for (const signature of spoiled(good.signature)) {
      const answers = [await both({ ...good, signature }), await both({ ...good, signature })];
      expect(answers).toEqual([
        [false, false],
        [false, false],
      ]);
    }
  });

  it('RFC 8017 §8.1.2: a signature is as long as its key, also where a leading zero makes no other number', async () => {
    const { n, input, signature } = LEADING_ZERO;
    const profile = ALGORITHMS.get('PS256') as AlgorithmProfile;
    const jwk = { kty: 'RSA', n, e: 'AQAB' };
    const key = await crypto.subtle.importKey('jwk', jwk, profile.parameters, false, ['verify']);
    const bytes = decodeBytes(signature);
    expect([bytes.length, bytes[0]]).toEqual([256, 0]);
    expect(await both({ profile, key, input, signature: bytes })).toEqual([true, true]);
    expect(await both({ profile, key, input, signature: bytes.slice(1) })).toEqual([false, false]);
    const longer = new Uint8Array([0, ...bytes]);
    expect(await both({ profile, key, input, signature: longer })).toEqual([false, false]);
  });

  it('ES256: signatures whose numbers begin with zeros or with a bit that is set', async () => {
    const good = await signed('ES256');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = (await importJWK(publicKey.export({ format: 'jwk' }), 'ES256')) as CryptoKey;
    const seen = new Set<string>();
    for (let count = 0; seen.size < 6 && count < 20_000; count++) {
      const input = `text ${count}`;
      const bytes = sign('SHA-256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' });
      const kinds = [0, 32].map((start) => {
        const first = bytes[start] as number;
        return `${start} ${first === 0 ? 'zero' : first > 127 ? 'high' : 'low'}`;
      });
      if (kinds.every((kind) => seen.has(kind))) continue;
      for (const kind of kinds) seen.add(kind);
      await new Promise(setImmediate);
      const signature = new Uint8Array(bytes);
      expect(await both({ ...good, key, input, signature })).toEqual([true, true]);
      expect(await both({ ...good, key, input: `${input} `, signature })).toEqual([false, false]);
    }
    expect([...seen].toSorted()).toEqual(['0 high', '0 low', '0 zero', '32 high', '32 low', '32 zero']);
  });

  it('a key of another algorithm verifies with neither', async () => {
    const signatures = await Promise.all(ALL.map((alg) => signed(alg)));
    for (const one of signatures)
      for (const other of signatures) {
        const isSame = one.profile === other.profile && one.key.algorithm === other.key.algorithm;
        if (isSame) continue;
        const [mine, theirs] = await both({ ...one, key: other.key, profile: other.profile });
        expect([mine, theirs]).toEqual([false, false]);
      }
  });

  it('Wycheproof: every vector, the same answer', async () => {
    interface Vectors {
      readonly testGroups: readonly {
        readonly public?: Record<string, unknown>;
        readonly tests: readonly { readonly jws?: unknown }[];
      }[];
    }
    const verdict = async (jwk: unknown, token: string, name: 'fastest' | 'web-crypto') => {
      const verifier = createVerifier({
        issuer: 'https://wycheproof.example',
        resource: 'https://wycheproof.example/api',
        keys: staticKeys({ keys: [jwk] }),
        tokenTypes: ['', 'at+jwt', 'JWT', 'JOSE'],
        signatureEngine: name,
      });
      const error: unknown = await verifier.verify(token).catch((reason: unknown) => reason);
      return (error as InvalidTokenError).reason;
    };
    let compared = 0;
    for (const { public: jwk, tests } of readVectors<Vectors>('wycheproof/json_web_signature_test.json')
      .testGroups)
      for (const { jws } of tests) {
        if (jwk === undefined || typeof jws !== 'string') continue;
        compared += 1;
        expect(await verdict(jwk, jws, 'fastest')).toBe(await verdict(jwk, jws, 'web-crypto'));
      }
    expect(compared).toBeGreaterThan(300);
  });
});

describe('the policy of Node.js’s own engine', () => {
  const answersAtOnce = ({ profile, key, signature, input }: Signed) =>
    typeof node.verify(profile, key, textOf(signature), input) === 'boolean';

  it('RSA at once, always', async () => {
    const one = await signed('RS256');
    const two = await signed('PS512');
    expect([answersAtOnce(one), answersAtOnce(two), answersAtOnce(one)]).toEqual([true, true, true]);
  });

  it.each<Algorithm>(['ES256', 'EdDSA'])('%s at once while nothing else is being verified', async (alg) => {
    const one = await signed(alg);
    await new Promise(setImmediate);
    for (let count = 1; count <= 16; count++) {
      expect(answersAtOnce(one), `number ${count} of a turn`).toBe(true);
      // One after the other, without a turn in between.
      await Promise.resolve();
    }
    const more = node.verify(one.profile, one.key, textOf(one.signature), one.input);
    expect(more, 'one more is load').toBeInstanceOf(Promise);
    await more;
    await new Promise(setImmediate);
    const long = await signed('ES384');
    const elsewhere = node.verify(long.profile, long.key, textOf(long.signature), long.input);
    expect(answersAtOnce(one), 'beside one on another thread').toBe(false);
    await elsewhere;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(answersAtOnce(one), 'when that is done').toBe(true);
  });

  it.each<Algorithm>(['ES384', 'ES512'])('%s never', async (alg) => {
    const one = await signed(alg);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answersAtOnce(one)).toBe(false);
  });
});

describe('which engine is used', () => {
  const process = { ...globalThis.process, release: { name: 'node' }, versions: { node: '24.0.0' } };
  const { getBuiltinModule } = globalThis.process;
  const runtime = { process: { ...process, getBuiltinModule }, Buffer, setImmediate };

  it('Node.js’s own on Node.js itself', () => {
    expect(nodeEngine(runtime as never)).toBeDefined();
    expect(signatureEngine()).not.toBe(webCryptoEngine);
  });

  it.each<[string, object]>([
    ['Bun', { Bun: {} }],
    ['Bun, by its versions', { process: { ...runtime.process, versions: { bun: '1.4' } } }],
    ['Deno', { Deno: {} }],
    ['workerd', { navigator: { userAgent: 'Cloudflare-Workers' } }],
    ['a browser', { process: undefined }],
    ['what has no Buffer', { Buffer: undefined }],
    ['what has no way to its own modules', { process: { ...runtime.process, getBuiltinModule: undefined } }],
  ])('not on %s', (_what, change) => {
    expect(nodeEngine({ ...runtime, ...change })).toBeUndefined();
  });

  it('the option forces Web Crypto', async () => {
    const signer = keys.get('RS256') as TestKey;
    const options = { issuer: ISSUER, resource: RESOURCE, keys: staticKeys({ keys: [signer.publicJwk] }) };
    const spy = vi.spyOn(crypto.subtle, 'verify');
    for (const [name, calls] of [
      ['fastest', 0],
      ['web-crypto', 1],
    ] as const) {
      const now = () => NOW * 1000;
      const verifier = createVerifier({ ...options, now, signatureEngine: name });
      await verifier.verify(await mint({ jti: name }, { signer }));
      expect(spy).toHaveBeenCalledTimes(calls);
    }
    spy.mockRestore();
    const wrong = { ...options, signatureEngine: 'node' as never };
    expect(() => createVerifier(wrong)).toThrow(/^signatureEngine: expected 'fastest' or 'web-crypto'/);
  });
});
