import type { AlgorithmProfile } from '../algorithms.js';
import type { CompactToken } from '../compact.js';
import type { SignatureEngine } from './engine.js';
import type { SignatureEngineName } from './engine-name.js';
import { nodeEngine } from './node.js';
import { webCryptoEngine } from './web-crypto.js';

/** One for the process: what else is being verified counts over all verifiers. */
const fastestEngine: SignatureEngine = nodeEngine() ?? webCryptoEngine;

/** The engine by its name. */
export function signatureEngine(name: SignatureEngineName = 'fastest'): SignatureEngine {
  return name === 'fastest' ? fastestEngine : webCryptoEngine;
}

/** RFC 7515 §5.2, step 8: whether the signature over the token's own bytes verifies with this key. */
export function verifySignature(
  { signature, signingInput }: CompactToken,
  profile: AlgorithmProfile,
  key: CryptoKey,
  engine: SignatureEngine,
): boolean | Promise<boolean> {
  // RFC 8017 §8.1.2, step 1: OpenSSL takes a PSS signature without its leading zero too, and a token has one text. A longer one
  // no engine takes, and a curve has no modulus. Four characters are three bytes.
  const { modulusLength } = key.algorithm as KeyAlgorithm & { readonly modulusLength: number };
  return (
    !(Math.floor(signature.length * 0.75) * 8 < modulusLength) &&
    engine.verify(profile, key, signature, signingInput)
  );
}
