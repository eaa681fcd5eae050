import { describe, expect, it } from 'vitest';
import { ALGORITHMS, type AlgorithmProfile } from '../../../src/token/algorithms.js';
import type { SignatureEngine } from '../../../src/token/signature/engine.js';
import { nodeEngine } from '../../../src/token/signature/node.js';
import { signatureEngine, verifySignature } from '../../../src/token/signature/verify.js';
import { webCryptoEngine } from '../../../src/token/signature/web-crypto.js';

const profileOf = (alg: string) => ALGORITHMS.get(alg) as AlgorithmProfile;

/** What of a key is looked at: its algorithm. */
const keyOf = (algorithm: object) => ({ algorithm }) as CryptoKey;
const P256 = keyOf({ name: 'ECDSA' });
const ES256 = profileOf('ES256');
const TEXT = Buffer.alloc(64, 1).toString('base64url');

/** A runtime that says it is Node.js, and what its `node:crypto` and its event loop were asked for. */
function makeRuntime(verify: (...of: readonly unknown[]) => boolean = () => true) {
  const asked: unknown[][] = [];
  const modules: string[] = [];
  const made: CryptoKey[] = [];
  const later: (() => void)[] = [];
  const crypto = {
    KeyObject: { from: (key: CryptoKey) => (made.push(key), { of: key }) },
    verify: (digest: unknown, input: Uint8Array, key: unknown, signature: Uint8Array) => {
      asked.push([digest, Buffer.from(input).toString(), key, [...signature]]);
      return verify();
    },
  };
  const globals = {
    process: {
      release: { name: 'node' },
      versions: { node: '24.0.0' },
      getBuiltinModule: (name: string) => (modules.push(name), crypto),
    },
    Buffer,
    setImmediate: (work: () => void) => later.push(work),
  };
  return { globals, asked, modules, made, later, engine: nodeEngine(globals) as SignatureEngine };
}

describe('RFC 7515 §5.2: what Node.js’s own check is asked', () => {
  it.each<readonly [string, object, unknown, object | undefined]>([
    ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' } }, 'SHA-256', undefined],
    ['RS512', { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-512' } }, 'SHA-512', undefined],
    // The key says its hash, whatever the profile does.
    ['RS256', { name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-384' } }, 'SHA-384', undefined],
    ['PS256', { name: 'RSA-PSS', hash: { name: 'SHA-256' } }, 'SHA-256', { padding: 6, saltLength: 32 }],
    ['PS384', { name: 'RSA-PSS', hash: { name: 'SHA-384' } }, 'SHA-384', { padding: 6, saltLength: 48 }],
    ['EdDSA', { name: 'Ed25519' }, null, undefined],
  ])('%s: the hash of its key, and a padding where it has one', (alg, algorithm, digest, padding) => {
    const { engine, asked, made, modules } = makeRuntime();
    const key = keyOf(algorithm);
    expect(modules).toEqual(['node:crypto']);
    expect(engine.verify(profileOf(alg), key, 'AQID', 'a.b')).toBe(true);
    expect(engine.verify(profileOf(alg), key, 'AQIE', 'a.c')).toBe(true);
    const as = padding === undefined ? { of: key } : { key: { of: key }, ...padding };
    expect(asked).toEqual([
      [digest, 'a.b', as, [1, 2, 3]],
      [digest, 'a.c', as, [1, 2, 4]],
    ]);
    // What it takes for a key is made once.
    expect(made).toEqual([key]);
  });

  const fill = (byte: number, length: number) => Array<number>(length).fill(byte);

  it.each<readonly [string, readonly number[], readonly number[]]>([
    ['low bits', [...fill(1, 32), ...fill(2, 32)], [0x30, 68, 2, 32, ...fill(1, 32), 2, 32, ...fill(2, 32)]],
    [
      'first bits that are set',
      [0x80, ...fill(1, 31), 0xff, ...fill(2, 31)],
      [0x30, 70, 2, 33, 0, 0x80, ...fill(1, 31), 2, 33, 0, 0xff, ...fill(2, 31)],
    ],
    [
      'the highest first bytes that are not',
      [0x7f, ...fill(1, 31), 0x7f, ...fill(2, 31)],
      [0x30, 68, 2, 32, 0x7f, ...fill(1, 31), 2, 32, 0x7f, ...fill(2, 31)],
    ],
    ['zeros in front', [...fill(0, 30), 1, 0, ...fill(0, 31), 0x80], [0x30, 8, 2, 2, 1, 0, 2, 2, 0, 0x80]],
    ['nothing but zeros', fill(0, 64), [0x30, 6, 2, 1, 0, 2, 1, 0]],
    ['a byte too few', fill(1, 63), []],
    ['a byte too many', fill(1, 65), []],
    ['no byte', [], []],
  ])('RFC 3279 §2.2.3: the two numbers of P-256, with %s', (_what, signature, der) => {
    const { engine, asked } = makeRuntime();
    expect(engine.verify(ES256, P256, Buffer.from(signature).toString('base64url'), 'a.b')).toBe(true);
    expect(asked).toEqual([['SHA-256', 'a.b', { of: P256 }, der]]);
  });

  it('says what it says, and what it throws is no signature', () => {
    const thrown = makeRuntime(() => {
      throw new Error('bytes');
    });
    expect(thrown.engine.verify(ES256, P256, TEXT, 'a.b')).toBe(false);
    expect(makeRuntime(() => false).engine.verify(ES256, P256, TEXT, 'a.b')).toBe(false);
  });
});

describe('rule 26: what is checked at once holds nobody up', () => {
  it.each(['ES256', 'EdDSA'])('%s: sixteen in a turn, and sixteen in the next', async (alg) => {
    const { engine, asked, later } = makeRuntime();
    const verify = () => engine.verify(profileOf(alg), P256, TEXT, 'a.b');
    for (const turn of [1, 2, 3]) {
      const answers = Array.from({ length: 16 }, verify);
      expect(answers).toEqual(Array<boolean>(16).fill(true));
      const more = verify();
      expect(more).toBeInstanceOf(Promise);
      // Elsewhere the key is one of Web Crypto, which this is not.
      expect(await more).toBe(false);
      expect([asked.length, later.length]).toEqual([16 * turn, turn]);
      later.at(-1)?.();
    }
  });

  it('a short curve goes elsewhere while one is there', async () => {
    const { engine, asked } = makeRuntime();
    const long = engine.verify(profileOf('ES384'), P256, TEXT, 'a.b');
    const beside = engine.verify(ES256, P256, TEXT, 'a.b');
    expect([long, beside].map((each) => each instanceof Promise)).toEqual([true, true]);
    await Promise.all([long, beside]);
    expect(asked).toEqual([]);
    expect(engine.verify(ES256, P256, TEXT, 'a.b')).toBe(true);
  });

  it('RSA is checked at once, however many and whatever is elsewhere', async () => {
    const { engine, asked, later } = makeRuntime();
    const long = engine.verify(profileOf('ES512'), P256, TEXT, 'a.b');
    const key = keyOf({ name: 'RSASSA-PKCS1-v1_5', hash: { name: 'SHA-256' } });
    const answers = Array.from({ length: 40 }, () => engine.verify(profileOf('RS256'), key, 'AQID', 'a.b'));
    expect(answers).toEqual(Array<boolean>(40).fill(true));
    expect([asked.length, later.length]).toEqual([40, 0]);
    await long;
  });
});

describe('which engine a runtime has', () => {
  const { globals } = makeRuntime();
  const { process } = globals;

  it.each<readonly [string, object]>([
    ['says another name', { process: { ...process, release: { name: 'io.js' } } }],
    ['says no name', { process: { ...process, release: undefined } }],
    ['has no process', { process: undefined }],
    ['has the version of Bun', { process: { ...process, versions: { node: '24.0.0', bun: '1.3.0' } } }],
    ['is Bun', { Bun: {} }],
    ['is Deno', { Deno: {} }],
    ['is workerd', { navigator: { userAgent: 'Cloudflare-Workers' } }],
    ['has no Buffer', { Buffer: undefined }],
    ['has no setImmediate', { setImmediate: undefined }],
    ['has no way to its modules', { process: { ...process, getBuiltinModule: undefined } }],
    ['has no such module', { process: { ...process, getBuiltinModule: () => undefined } }],
  ])('none of its own where it %s', (_what, change) => {
    expect(nodeEngine({ ...globals, ...change })).toBeUndefined();
  });

  it.each<readonly [string, object]>([
    ['has no versions', { process: { ...process, versions: undefined } }],
    ['has another navigator', { navigator: { userAgent: 'Node.js/24' } }],
    ['has a navigator without a name', { navigator: {} }],
  ])('its own also where it %s', (_what, change) => {
    expect(nodeEngine({ ...globals, ...change })).toBeDefined();
  });

  it('the fastest, unless Web Crypto is asked for', () => {
    expect(signatureEngine('web-crypto')).toBe(webCryptoEngine);
    expect(signatureEngine()).toBe(signatureEngine('fastest'));
    expect(signatureEngine('fastest')).not.toBe(webCryptoEngine);
  });
});

describe('RFC 8017 §8.1.2: a signature is as long as the modulus of its key', () => {
  const asked: unknown[] = [];
  const engine: SignatureEngine = {
    verify: (...of) => {
      asked.push(of);
      return true;
    },
  };
  const verify = (bytes: number, algorithm: object) => {
    const signature = Buffer.alloc(bytes).toString('base64url');
    const token = { header: 'a', payload: 'b', signature, signingInput: 'a.b' };
    return verifySignature(token, profileOf('PS256'), keyOf(algorithm), engine);
  };

  it('a shorter one is none, and the engine is not asked', () => {
    expect([verify(255, { modulusLength: 2048 }), verify(0, { modulusLength: 2048 }), asked]).toEqual([
      false,
      false,
      [],
    ]);
  });

  it('one as long is checked, and so is every one of a curve', () => {
    expect([
      verify(256, { modulusLength: 2048 }),
      verify(384, { modulusLength: 3072 }),
      verify(2, {}),
    ]).toEqual([true, true, true]);
    const signature = Buffer.alloc(2).toString('base64url');
    expect(asked).toHaveLength(3);
    expect(asked.at(-1)).toEqual([profileOf('PS256'), keyOf({}), signature, 'a.b']);
  });
});

describe('rule 19: what Web Crypto throws is no signature', () => {
  it('a key of another kind', async () => {
    const key = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    expect(await webCryptoEngine.verify(ES256, key, TEXT, 'a.b')).toBe(false);
    expect(await webCryptoEngine.verify(ES256, P256, TEXT, 'a.b')).toBe(false);
  });
});
