import { generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto';
import { importJWK, type JSONWebKeySet, type JWK } from 'jose';

/** The signature algorithms that are measured. */
export const ALGORITHMS = ['RS256', 'ES256', 'ES384', 'EdDSA'] as const;

/** One of the measured signature algorithms. */
export type Algorithm = (typeof ALGORITHMS)[number];

/** Who signs the tokens of the benchmark, for whom, and with which key. Made anew in each run. */
export interface Authority {
  readonly algorithm: Algorithm;
  readonly issuer: string;
  readonly resource: string;
  readonly kid: string;
  readonly privateKey: KeyObject;
  /** The public key in every form that a peer may like best. */
  readonly publicKey: {
    readonly keyObject: KeyObject;
    readonly cryptoKey: CryptoKey;
    readonly pem: string;
    readonly jwk: JWK;
    readonly jwks: JSONWebKeySet;
  };
}

/** The resource that every token of the benchmark is for. */
export const RESOURCE = 'https://api.example.com';

/** Makes an authority with a fresh key. */
export async function createAuthority(
  algorithm: Algorithm,
  issuer = 'https://issuer.example.com/oidc',
): Promise<Authority> {
  const pair = GENERATORS[algorithm]();
  const kid = randomUUID();
  const jwk: JWK = { ...(pair.publicKey.export({ format: 'jwk' }) as JWK), alg: algorithm, use: 'sig', kid };
  return {
    algorithm,
    issuer,
    resource: RESOURCE,
    kid,
    privateKey: pair.privateKey,
    publicKey: {
      keyObject: pair.publicKey,
      cryptoKey: (await importJWK(jwk, algorithm)) as CryptoKey,
      pem: pair.publicKey.export({ format: 'pem', type: 'spki' }).toString(),
      jwk,
      jwks: { keys: [jwk] },
    },
  };
}

interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const GENERATORS: Readonly<Record<Algorithm, () => KeyPair>> = {
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: () => generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
};

const HASHES: Readonly<Record<Algorithm, string | null>> = {
  RS256: 'sha256',
  ES256: 'sha256',
  ES384: 'sha384',
  EdDSA: null,
};

/** An access token as Logto mints it, and unlike any other: by its `jti`. */
export function mintToken(authority: Authority, changes: Readonly<Record<string, unknown>> = {}): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    jti: randomUUID(),
    sub: 'y3pl9xq0c2ab',
    iat: now,
    exp: now + 7200,
    scope: 'read:products write:products',
    client_id: 'm2mclient0123456789ab',
    iss: authority.issuer,
    aud: authority.resource,
    ...changes,
  };
  return signPayload(authority, JSON.stringify(claims));
}

/** Signs any payload with the usual header. */
export function signPayload(authority: Authority, payload: string): string {
  const { algorithm, kid, privateKey } = authority;
  const header = JSON.stringify({ alg: algorithm, typ: 'at+jwt', kid });
  const input = `${encode(header)}.${encode(payload)}`;
  const signature = sign(HASHES[algorithm], Buffer.from(input), {
    key: privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
