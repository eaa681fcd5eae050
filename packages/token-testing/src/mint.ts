import type { Algorithm } from '@acme/token-core';
import { base64url } from 'jose';
import { isAlgorithm, ALGORITHM_NAMES, signingParameters } from './algorithms.js';
import type { CryptoKey } from './crypto-key.js';
import type { KeyRing } from './key-ring.js';
import { expectOptions, fail } from '@acme/token-core/adapter';

/** Claims by name. `undefined` stands for a claim that the token does not have. */
export type TestClaims = Readonly<Record<string, unknown>>;

/** What makes a token other than its issuer would have made it. */
export interface MintOverrides {
  /** Header members to set, or to remove with `undefined`; a text stands for the whole header as it is. Default: `alg`, `typ`, `kid`. */
  readonly header?: Readonly<Record<string, unknown>> | string;
  /** Signs with the issuer's key for this algorithm. Default: the first of its algorithms. */
  readonly algorithm?: Algorithm;
  /** Signs with this private key; header and `kid` stay as they are. Default: the issuer's. */
  readonly key?: CryptoKey;
  /** The payload as it is, in place of the claims: for what is no JSON, or no JSON object. Default: the claims. */
  readonly payload?: string | Uint8Array;
  /** `forged`: the right `kid`, and somebody else's key. `none`: no signature at all. Default `genuine`. */
  readonly sign?: 'genuine' | 'forged' | 'none';
}

const KNOWN: readonly (keyof MintOverrides)[] = ['header', 'algorithm', 'key', 'payload', 'sign'];
const SIGN = ['genuine', 'forged', 'none'];
const encoder = new TextEncoder();

/** Makes a token text out of claims and overrides. Sound or broken, as asked. */
export async function mintToken(ring: KeyRing, claims: TestClaims, given: MintOverrides): Promise<string> {
  const overrides = expectOptions<MintOverrides>('mint: overrides', given, KNOWN);
  const { algorithm, payload, key, header, sign = 'genuine' } = overrides;
  if (algorithm !== undefined && !isAlgorithm(algorithm)) fail('algorithm', `one of ${ALGORITHM_NAMES}`);
  if (!SIGN.includes(sign)) fail('sign', `one of ${SIGN.join(', ')}`);
  if (!isOneOf(['undefined', 'string', 'Object'], header)) fail('header', 'an object of members, or a text');
  if (!isOneOf(['undefined', 'string', 'Uint8Array'], payload)) fail('payload', 'a text or a Uint8Array');
  if (!isOneOf(['undefined', 'CryptoKey'], key)) fail('key', 'a private CryptoKey');

  const signer = ring.signer(algorithm);
  const text = headerText({ alg: signer.algorithm, typ: 'at+jwt', kid: signer.kid }, header);
  const signingInput = `${base64url.encode(text)}.${base64url.encode(payload ?? JSON.stringify(claims))}`;
  if (sign === 'none') return `${signingInput}.`;

  const forger = sign === 'forged' ? await ring.forger(signer.algorithm) : undefined;
  const signature = await crypto.subtle.sign(
    signingParameters(signer.algorithm),
    key ?? (forger ?? signer).privateKey,
    encoder.encode(signingInput),
  );
  return `${signingInput}.${base64url.encode(new Uint8Array(signature))}`;
}

/** By its tag, which is the same in every realm: a test runner may have one of its own. */
function isOneOf(kinds: readonly string[], value: unknown): boolean {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kinds.includes(typeof value) || (typeof value === 'object' && kinds.includes(tag));
}

function headerText(usual: Readonly<Record<string, unknown>>, changes: MintOverrides['header']): string {
  return typeof changes === 'string' ? changes : JSON.stringify({ ...usual, ...changes });
}
