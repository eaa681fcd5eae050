import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example.com/oidc';
export const RESOURCE = 'https://api.example.com';
export const ALGORITHM = 'ES256';

/** A key pair as an authorization server has it. */
export interface SigningKey {
  readonly jwk: JWK;
  /** A new token, another one each time. */
  mint(): Promise<string>;
}

export async function makeKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' },
    mint: () =>
      new SignJWT({ sub: 'user-1', client_id: 'client-1', jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
        .setIssuer(ISSUER)
        .setAudience(RESOURCE)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with a key name that nobody has seen. Good claims, a signature of the right length: only the key is missing. */
export function forge(): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: ALGORITHM, typ: 'at+jwt', kid: crypto.randomUUID() };
  const claims = { iss: ISSUER, aud: RESOURCE, sub: 'user-1', iat: now, exp: now + 3600 };
  return `${encode(header)}.${encode(claims)}.${'A'.repeat(86)}`;
}
