// Runs on every runtime, so it knows Web APIs only.
import { createVerifier, staticKeys } from '@acme/token-core';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';

/** The kinds of work that are measured on each runtime. */
export const KINDS = ['ours, repeat token', 'ours, first-seen', 'jose, first-seen'] as const;

/** One kind of work. */
export type Kind = (typeof KINDS)[number];

/** Does one kind of work that many times. */
export type Workload = (kind: Kind, count: number) => Promise<void>;

const ALGORITHM = 'ES384';
const ISSUER = 'https://issuer.example.com/oidc';
const RESOURCE = 'https://api.example.com';
const TOKENS = 1000;

/** Makes a key, the tokens and the verifiers. */
export async function prepareWorkload(): Promise<Workload> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const kid = crypto.randomUUID();
  const keys = staticKeys({
    keys: [{ ...(await exportJWK(publicKey)), alg: ALGORITHM, use: 'sig', kid }],
  });
  const encoder = new TextEncoder();
  const tokens: Uint8Array[] = [];
  for (let index = 0; index < TOKENS; index++) tokens.push(encoder.encode(await mint(privateKey, kid)));

  const decoder = new TextDecoder();
  const fresh = (index: number): string => decoder.decode(tokens[index % TOKENS]);
  const common = { issuer: ISSUER, resource: RESOURCE, keys, algorithms: [ALGORITHM] } as const;
  const remembering = createVerifier(common);
  const forgetful = createVerifier({ ...common, cache: false });
  const options = {
    issuer: ISSUER,
    audience: RESOURCE,
    algorithms: [ALGORITHM],
    typ: 'at+jwt',
    requiredClaims: ['exp'],
  };
  const work: Readonly<Record<Kind, (token: string) => Promise<unknown>>> = {
    'ours, repeat token': (token) => remembering.verify(token),
    'ours, first-seen': (token) => forgetful.verify(token),
    'jose, first-seen': (token) => jwtVerify(token, publicKey, options),
  };
  // The cache has seen every token before anybody looks at the clock.
  for (let index = 0; index < TOKENS; index++) await remembering.verify(fresh(index));
  return async (kind, count) => {
    const verify = work[kind];
    for (let index = 0; index < count; index++) await verify(fresh(index));
  };
}

function mint(key: CryptoKey, kid: string): Promise<string> {
  return new SignJWT({ scope: 'read:products write:products', client_id: 'm2mclient0123456789ab' })
    .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt', kid })
    .setIssuer(ISSUER)
    .setAudience(RESOURCE)
    .setSubject('y3pl9xq0c2ab')
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(key);
}
