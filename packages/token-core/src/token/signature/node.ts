import type { AlgorithmProfile } from '../algorithms.js';
import type { SignatureEngine } from './engine.js';
import { webCryptoEngine } from './web-crypto.js';

/** The part of Node.js's own `node:crypto` that is needed. Written down here: this room is neutral, and imports nothing of it. */
interface NodeCrypto {
  readonly KeyObject: { from(key: CryptoKey): object };
  verify(digest: string | null, input: Uint8Array, key: object, signature: Uint8Array): boolean;
}

/** What decodes there: four times as fast as `atob`, and short texts out of a pool. */
interface NodeBuffer {
  from(text: string, encoding?: 'base64url'): Uint8Array;
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
  readonly Buffer?: NodeBuffer;
  readonly setImmediate?: (work: () => void) => unknown;
}

/** `RSA_PKCS1_PSS_PADDING` among the constants of `node:crypto`. */
const PSS = 6;

/**
 * How many short curves one turn of the event loop may hold: some 2 ms. One alone would be too few: who verifies one token after the
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
  const { process } = globals;
  const isNode =
    process?.release?.name === 'node' &&
    process.versions?.['bun'] === undefined &&
    globals.Deno === undefined &&
    globals.Bun === undefined &&
    globals.navigator?.userAgent !== 'Cloudflare-Workers';
  if (!isNode) return undefined;
  // Not before: Bun makes a Buffer when it is first asked for one.
  const { Buffer, setImmediate } = globals;
  if (!Buffer || !setImmediate) return undefined;
  const crypto = process.getBuiltinModule?.('node:crypto') as NodeCrypto | undefined;
  return crypto && engineOf(crypto, Buffer, setImmediate);
}

/**
 * The policy: RSA at once, since its check takes a quarter of a trip to another thread. A short curve at once while none is being
 * verified on another thread, and up to {@link MOST_IN_A_TURN} in one turn of the event loop; else on another thread, so that
 * other processors help under load. P-384 and P-521 never at once: they block for most of a millisecond.
 */
function engineOf(
  crypto: NodeCrypto,
  buffer: NodeBuffer,
  setImmediate: (work: () => void) => unknown,
): SignatureEngine {
  /** What Node.js takes for a key, by key: which hash and which padding belong to it. */
  const inputs = new WeakMap<CryptoKey, NodeInput>();
  let onOtherThreads = 0;
  /** How many curves were checked at once in this turn of the event loop. */
  let inThisTurn = 0;

  async function verifyElsewhere(...parameters: Parameters<SignatureEngine['verify']>): Promise<boolean> {
    onOtherThreads += 1;
    const verifies = await webCryptoEngine.verify(...parameters);
    onOtherThreads -= 1;
    return verifies;
  }

  function remember({ parameters }: AlgorithmProfile, cryptoKey: CryptoKey): NodeInput {
    const { hash: curveHash, saltLength } = parameters;
    // A CryptoKey of RSA is for one hash; of a curve the profile says it, and Ed25519 has none.
    const { hash } = cryptoKey.algorithm as { readonly hash?: { readonly name: string } };
    const key = crypto.KeyObject.from(cryptoKey);
    const digest = hash?.name ?? curveHash ?? null;
    // A key by itself wherever that says enough: in an object with settings it costs 20 µs more at every check.
    const input = { digest, key: saltLength === undefined ? key : { key, padding: PSS, saltLength } };
    inputs.set(cryptoKey, input);
    return input;
  }

  return {
    verify(profile, key, signature, input) {
      const { kty, crv } = profile;
      if (kty !== 'RSA') {
        const isShort = crv === 'P-256' || crv === 'Ed25519';
        if (!isShort || onOtherThreads > 0 || inThisTurn >= MOST_IN_A_TURN)
          return verifyElsewhere(profile, key, signature, input);
        if (inThisTurn === 0) {
          setImmediate(() => {
            inThisTurn = 0;
          });
        }
        inThisTurn += 1;
      }
      try {
        const known = inputs.get(key) ?? remember(profile, key);
        const bytes = buffer.from(signature, 'base64url');
        const spelled = kty === 'EC' ? derOf(bytes) : bytes;
        return crypto.verify(known.digest, buffer.from(input), known.key, spelled);
      } catch {
        // Bytes that cannot be a signature of this kind.
        return false;
      }
    },
  };
}

/**
 * The two numbers of a signature of P-256 (RFC 7518 §3.4), the one curve of this kind that is checked at once, as ASN.1 spells
 * them (RFC 3279 §2.2.3). Node.js takes them side by side too, for half as much time again.
 * Nothing where there are not two numbers: no signature at all.
 */
function derOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 64) return Uint8Array.of();
  const integers = [0, 32].flatMap((start) => {
    const padded = bytes.subarray(start, start + 32);
    // Of nothing but zeros the last is left.
    const number = padded.subarray(padded.findIndex((byte) => byte > 0));
    // A first bit that is set would make it negative.
    const sign = (number[0] as number) > 127 ? [0] : [];
    return [2, sign.length + number.length, ...sign, ...number];
  });
  return Uint8Array.of(0x30, integers.length, ...integers);
}
