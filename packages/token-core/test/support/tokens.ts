import { exportJWK, generateKeyPair, type JWK } from 'jose';
import {
  type Algorithm,
  createVerifier,
  InvalidTokenError,
  staticKeys,
  TokenError,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';

/** The moment all tests of this folder live in, in seconds. */
export const NOW = 1_800_000_000;
export const ISSUER = 'https://issuer.example.com/oidc';
export const RESOURCE = 'https://api.example.com';

export interface TestKey {
  readonly alg: string;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

/** A key pair whose public half carries the usual members; `extra` overrides them, `undefined` removes one. */
export async function makeKey(
  alg: Algorithm = 'ES256',
  kid: string = alg,
  extra: Record<string, unknown> = {},
): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...extra } as JWK;
  return { alg, kid, publicJwk, privateKey };
}

export const key = await makeKey();
export const otherKey = await makeKey();

/** The claims of a good token, with some replaced; `undefined` removes one. */
export function claimsWith(claims: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    iss: ISSUER,
    aud: RESOURCE,
    sub: 'user-1',
    client_id: 'client-1',
    jti: 'token-1',
    iat: NOW,
    exp: NOW + 3600,
    scope: 'read:products',
    ...claims,
  };
}

export interface Minting {
  /** Replaces header members; `undefined` removes one. */
  readonly header?: Record<string, unknown>;
  /** Signs with this key, under the good key's name unless `header` says otherwise. */
  readonly signer?: TestKey;
  /** The payload as it is, instead of claims. */
  readonly payload?: string | Uint8Array;
}

const encoder = new TextEncoder();

/** Mints a token: a good one, but for what is given. */
export async function mint(claims: Record<string, unknown> = {}, minting: Minting = {}): Promise<string> {
  const signer = minting.signer ?? key;
  const header = { alg: signer.alg, typ: 'at+jwt', kid: signer.kid, ...minting.header };
  const payload = minting.payload ?? JSON.stringify(claimsWith(claims));
  return signRaw(
    JSON.stringify(header),
    typeof payload === 'string' ? encoder.encode(payload) : payload,
    signer,
  );
}

/** Signs any header text and any payload, also such as no library would. */
export async function signRaw(header: string, payload: Uint8Array, signer: TestKey = key): Promise<string> {
  const input = `${encode(encoder.encode(header))}.${encode(payload)}`;
  return `${input}.${encode(await rawSignature(input, signer))}`;
}

/** The signature alone, over any text. */
export async function rawSignature(input: string, signer: TestKey): Promise<Uint8Array> {
  const hash = `SHA-${/\d{3}/.exec(signer.alg)?.[0] ?? '256'}`;
  const { name } = signer.privateKey.algorithm;
  // One object serves every algorithm: each reads only the members that it knows.
  const algorithm = { name, hash, saltLength: Number(hash.slice(4)) / 8 };
  return new Uint8Array(await crypto.subtle.sign(algorithm, signer.privateKey, encoder.encode(input)));
}

/** Unpadded base64url. */
export function encode(bytes: Uint8Array | string): string {
  return Buffer.from(bytes).toString('base64url');
}

/** A verifier for the good key at {@link NOW}, with some options replaced. */
export function verifierWith(options: Partial<VerifierOptions> = {}): Verifier {
  return createVerifier({
    issuer: ISSUER,
    resource: RESOURCE,
    keys: staticKeys({ keys: [key.publicJwk] }),
    now: () => NOW * 1000,
    ...options,
  });
}

/** What verification says: `accepted`, or the reason it does not accept. Anything untyped is thrown on. */
export async function verdictOn(token: unknown, options: Partial<VerifierOptions> = {}): Promise<string> {
  return verdictOf(verifierWith(options), token);
}

export async function verdictOf(verifier: Verifier, token: unknown): Promise<string> {
  try {
    await verifier.verify(token as string);
    return 'accepted';
  } catch (error) {
    if (error instanceof TokenError) return error.reason;
    throw error;
  }
}

/** The refusal itself, for its facts. */
export async function refusalOf(
  token: unknown,
  options: Partial<VerifierOptions> = {},
): Promise<InvalidTokenError> {
  try {
    await verifierWith(options).verify(token as string);
  } catch (error) {
    if (error instanceof InvalidTokenError) return error;
    throw error;
  }
  throw new Error('the token was accepted');
}
