import type { AlgorithmProfile } from '../algorithms.js';
import type { SignatureEngine } from './engine.js';
import { webCryptoEngine } from './web-crypto.js';

/** The part of Node.js's own `node:crypto` that is needed. Written down here: this room is neutral, and imports nothing of it. */
interface NodeCrypto {
  readonly KeyObject: { from(key: CryptoKey): object };
  readonly constants: { readonly RSA_PKCS1_PSS_PADDING: number };
  verify(digest: string | null, input: Uint8Array, key: object, signature: Uint8Array): boolean;
}

interface NodeInput {
  readonly digest: string | null;
  readonly key: object;
}

interface NodeGlobals {
  readonly process?: {
    readonly release?: { readonly name?: unknown };
    readonly versions?: Readonly<Record<string, unknown>>;
    readonly getBuiltinModule?: (name: string) => unknown;
  };
  readonly navigator?: { readonly userAgent?: unknown };
  readonly Deno?: unknown;
  readonly Bun?: unknown;
  readonly setImmediate?: (work: () => void) => unknown;
}

/** Curves whose check is as short as a trip to another thread. P-384 and P-521 block for most of a millisecond. */
const SHORT_CURVES: ReadonlySet<string | undefined> = new Set(['P-256', 'Ed25519']);

/**
 * How many of them one turn of the event loop may hold: some 2 ms. One alone would be too few: who verifies one token after the
 * other, without a socket in between, is still in the same turn, and every second check would go the long way.
 */
const MOST_IN_A_TURN = 16;

/**
 * Node.js's own verification where this is Node.js itself, else nothing: what only looks like it (Bun, Deno, workerd) keeps
 * to Web Crypto, whose answers were tested there.
 *
 * @param globals - The runtime; for tests.
 */
export function nodeEngine(globals: NodeGlobals = globalThis): SignatureEngine | undefined {
  const { process, setImmediate } = globals;
  const isNode =
    process?.release?.name === 'node' &&
    process.versions?.['bun'] === undefined &&
    globals.Deno === undefined &&
    globals.Bun === undefined &&
    globals.navigator?.userAgent !== 'Cloudflare-Workers';
  if (!isNode || typeof process.getBuiltinModule !== 'function' || setImmediate === undefined)
    return undefined;
  const crypto = process.getBuiltinModule('node:crypto') as NodeCrypto | undefined;
  return crypto === undefined ? undefined : new NodeEngine(crypto, setImmediate);
}

/**
 * The policy: RSA at once, since its check takes a quarter of a trip to another thread. A short curve at once while none is being
 * verified on another thread, and up to {@link MOST_IN_A_TURN} in one turn of the event loop; else on another thread, so that
 * other processors help under load. A long curve never at once.
 */
class NodeEngine implements SignatureEngine {
  readonly #crypto: NodeCrypto;
  readonly #setImmediate: (work: () => void) => unknown;
  /** What Node.js takes for a key, by key: which hash and which padding belong to it. */
  readonly #inputs = new WeakMap<CryptoKey, NodeInput>();
  #onOtherThreads = 0;
  /** How many curves were checked at once in this turn of the event loop. */
  #inThisTurn = 0;

  constructor(crypto: NodeCrypto, setImmediate: (work: () => void) => unknown) {
    this.#crypto = crypto;
    this.#setImmediate = setImmediate;
  }

  verify(
    profile: AlgorithmProfile,
    key: CryptoKey,
    signature: Uint8Array<ArrayBuffer>,
    input: string,
  ): boolean | Promise<boolean> {
    if (profile.kty === 'RSA') return this.#verifyNow(profile, key, signature, input);
    const isFree = this.#onOtherThreads === 0 && this.#inThisTurn < MOST_IN_A_TURN;
    if (!isFree || !SHORT_CURVES.has(profile.crv))
      return this.#verifyElsewhere(profile, key, signature, input);
    if (this.#inThisTurn === 0) {
      this.#setImmediate(() => {
        this.#inThisTurn = 0;
      });
    }
    this.#inThisTurn += 1;
    return this.#verifyNow(profile, key, signature, input);
  }

  async #verifyElsewhere(
    profile: AlgorithmProfile,
    key: CryptoKey,
    signature: Uint8Array<ArrayBuffer>,
    input: string,
  ): Promise<boolean> {
    this.#onOtherThreads += 1;
    const verifies = await webCryptoEngine.verify(profile, key, signature, input);
    this.#onOtherThreads -= 1;
    return verifies;
  }

  #verifyNow(profile: AlgorithmProfile, key: CryptoKey, signature: Uint8Array, input: string): boolean {
    try {
      const known = this.#inputs.get(key) ?? this.#remember(profile, key);
      return this.#crypto.verify(known.digest, encoder.encode(input), known.key, signature);
    } catch {
      // Bytes that cannot be a signature of this kind.
      return false;
    }
  }

  #remember({ kty, parameters }: AlgorithmProfile, cryptoKey: CryptoKey) {
    const { name, hash: curveHash, saltLength } = parameters;
    // A CryptoKey of RSA is for one hash; of a curve the profile says it, and Ed25519 has none.
    const { hash } = cryptoKey.algorithm as { readonly hash?: { readonly name: string } };
    const key = this.#crypto.KeyObject.from(cryptoKey);
    const digest = hash?.name ?? curveHash ?? null;
    let input: NodeInput = { digest, key };
    // PKCS #1 is what a plain key means, and a plain key costs half.
    if (name === 'RSASSA-PKCS1-v1_5') input = { digest: `RSA-${digest?.replace('-', '')}`, key };
    if (name === 'RSA-PSS') {
      const padding = this.#crypto.constants.RSA_PKCS1_PSS_PADDING;
      input = { digest, key: { key, padding, saltLength } };
    }
    // RFC 7518 §3.4: the two numbers beside each other, as Web Crypto takes them.
    if (kty === 'EC') input = { digest, key: { key, dsaEncoding: 'ieee-p1363' } };
    this.#inputs.set(cryptoKey, input);
    return input;
  }
}

const encoder = new TextEncoder();
