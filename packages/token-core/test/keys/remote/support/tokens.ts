import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { aside } from './deadlines.js';

/** The moment every test starts at, in milliseconds. */
export const START = 1_800_000_000_000;
export const ISSUER = 'https://issuer.example.com/oidc';
export const RESOURCE = 'https://api.example.com';

export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly jwk: JWK;
  readonly privateKey: CryptoKey;
}

/** A key pair; `extra` replaces members of the public JWK. */
export async function makeKey(kid: string, extra: Partial<JWK> = {}, alg = 'ES256'): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig', ...extra };
  return { kid, alg, jwk, privateKey };
}

/** A token that lives for thirty days, so that no outage in a test outlives it. */
export function mint(
  key: TestKey,
  changes: { readonly iss?: string; readonly kid?: string | null; readonly iat?: number } = {},
): Promise<string> {
  const kid = changes.kid === null ? {} : { kid: changes.kid ?? key.kid };
  const token = new SignJWT({
    iss: changes.iss ?? ISSUER,
    aud: RESOURCE,
    sub: 'user-1',
    client_id: 'client-1',
    // Every token is another one, so that the cache of verified tokens hides nothing.
    jti: String((serial += 1)),
    iat: changes.iat ?? START / 1000,
    exp: START / 1000 + 30 * 86_400,
  })
    .setProtectedHeader({ alg: key.alg, typ: 'at+jwt', ...kid })
    .sign(key.privateKey);
  return aside(token);
}

let serial = 0;

export const first = await makeKey('first');
export const second = await makeKey('second');
export const third = await makeKey('third');
/** Never published. */
export const stranger = await makeKey('stranger');

export function jwksOf(...keys: readonly TestKey[]): { keys: JWK[] } {
  return { keys: keys.map(({ jwk }) => jwk) };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/**
 * A token that names a key nobody has. Its signature is text: it is refused before anybody looks, so that ten
 * thousand of them cost nothing to make.
 */
export function forge(kid: string | undefined, claims: object = {}, alg = 'ES256'): string {
  const payload = { iss: ISSUER, aud: RESOURCE, iat: START / 1000, ...claims };
  return `${encode({ alg, typ: 'at+jwt', kid })}.${encode(payload)}.${'A'.repeat(86)}`;
}
