import type { JWK } from 'jose';
import { claimsWith, makeKey, NOW, signRaw, type TestKey } from '../../support/tokens.js';

/** Who takes part: two issuers, two resources, keys that go by each other's names, and what they sign. */
export const ISSUERS = { a: 'https://a.example.com/oidc', b: 'https://b.example.com/oidc' } as const;
export const RESOURCES = { x: 'https://x.example.com', y: 'https://y.example.com' } as const;

const one = await makeKey('ES256', 'one');
/** Another key under the same name. */
const again = await makeKey('ES256', 'one');
const two = await makeKey('ES256', 'two');
const edwards = await makeKey('EdDSA', 'edwards');
/** Never published. */
const stranger = await makeKey('ES256', 'stranger');

export const SIGNERS = { one, again, two, edwards, stranger } as const;
export type SignerName = keyof typeof SIGNERS;

/** What an endpoint may publish at one moment: each by name, and who can be believed because of it. */
export interface Publication {
  readonly jwks: readonly JWK[];
  readonly signers: readonly SignerName[];
}

const publish = (...signers: readonly SignerName[]): Publication => ({
  jwks: signers.map((name) => SIGNERS[name].publicJwk),
  signers,
});

export const PUBLICATIONS: readonly Publication[] = [
  publish('one'),
  publish('one', 'two'),
  publish('two'),
  publish('again'),
  publish('one', 'edwards'),
  publish('one', 'two', 'edwards'),
  // Two keys of one name: neither counts.
  { ...publish('one', 'again', 'two'), signers: ['two'] },
  { jwks: [{ ...one.publicJwk, use: 'enc' }, two.publicJwk], signers: ['two'] },
  { jwks: [{ kty: 'oct', k: 'AAAA', kid: 'one' }], signers: [] },
  { jwks: [], signers: [] },
];

/** A token with what is true of it. */
export interface Sample {
  readonly name: string;
  readonly text: string;
  readonly signer: SignerName;
}

async function sample(
  name: string,
  signer: SignerName,
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): Promise<Sample> {
  const key: TestKey = SIGNERS[signer];
  const head = JSON.stringify({ alg: key.alg, typ: 'at+jwt', kid: key.kid, ...header });
  const payload = new TextEncoder().encode(JSON.stringify(claimsWith(claims)));
  return { name, signer, text: await signRaw(head, payload, key) };
}

const audiences = { x: RESOURCES.x, y: RESOURCES.y, both: [RESOURCES.x, RESOURCES.y] };
const plain = (Object.keys(SIGNERS) as SignerName[]).flatMap((signer) =>
  Object.entries(ISSUERS).flatMap(([issuer, iss]) =>
    Object.entries(audiences).map(([resource, aud]) =>
      sample(`${signer} of ${issuer} for ${resource}`, signer, { iss, aud, exp: NOW + 20_000 }),
    ),
  ),
);
const usual = { iss: ISSUERS.a, aud: audiences.both, exp: NOW + 20_000 };

export const SAMPLES: readonly Sample[] = await Promise.all([
  ...plain,
  sample('ends soon', 'one', { ...usual, exp: NOW + 600 }),
  sample('ends at once', 'one', { ...usual, exp: NOW + 10 }),
  sample('begins later', 'one', { ...usual, nbf: NOW + 30 }),
  sample('of type JWT', 'one', usual, { typ: 'JWT' }),
  sample('bound to a key', 'one', { ...usual, cnf: { jkt: 'x' } }),
  sample('without a key name', 'one', usual, { kid: undefined }),
  sample('without a key name, by another', 'two', usual, { kid: undefined }),
  sample('without scopes', 'one', { ...usual, scope: undefined }),
  sample('with permissions', 'one', { ...usual, scope: undefined, permissions: ['admin'] }),
  sample('with permissions that are none', 'one', { ...usual, permissions: [1] }),
  sample('by a stranger in the name of one', 'stranger', usual, { kid: 'one' }),
]);
