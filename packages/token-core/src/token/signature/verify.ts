import type { AlgorithmProfile } from '../algorithms.js';
import { decodeBytes } from '../base64url.js';
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
  token: CompactToken,
  profile: AlgorithmProfile,
  key: CryptoKey,
  engine: SignatureEngine = fastestEngine,
): boolean | Promise<boolean> {
  return engine.verify(profile, key, decodeBytes(token.signature), token.signingInput);
}
