import { bytesOf, encode } from './encoding.js';
import type { CorpusJwk } from './public-keys.js';
import { isSigningAlgorithm, type SigningAlgorithm, signWith } from './sign.js';
import type { TestKeyName } from './test-keys.js';

/** What makes a token other than usual. */
export interface Change {
  /** Claims to set, or to remove with `undefined`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** JSON members after the other claims, as text: for what `JSON.stringify` never writes. */
  readonly moreClaims?: string;
  /** The payload as it is, in place of the claims. */
  readonly payload?: string | Uint8Array;
  /** Header members to set, or to remove with `undefined`. */
  readonly header?: Readonly<Record<string, unknown>>;
  /** JSON members after the others of the header, as text. */
  readonly moreHeader?: string;
  /** The header as it is. */
  readonly headerText?: string | Uint8Array;
  /** Signs by this algorithm, with the key of this name, and says so in the header. Default: RS256 with `rsa`. */
  readonly by?: readonly [algorithm: SigningAlgorithm, key: TestKeyName];
}

/** What tokens are made for. */
export interface MintSettings {
  readonly issuer: string;
  readonly resource: string;
  /** The time of the tokens in seconds since the epoch. */
  readonly seconds: number;
  /** The key that forged tokens pretend to be signed with, as the issuer publishes it. */
  readonly victim: CorpusJwk;
  /** What the issuer publishes. */
  readonly keys: readonly CorpusJwk[];
  /** The permissions of the tokens. Default: none. */
  readonly scope?: string | undefined;
  /** What stands in a header for an address where nobody listens; another origin, where somebody does. Default: as it is. */
  readonly bait?: string | undefined;
}

/** Where nobody listens: addresses in a token lead there. */
export const DEAD_ORIGIN = 'http://127.0.0.1:9';

/** Makes tokens, the issuer's and others'. */
export interface Mint extends MintSettings {
  /**
   * Signs as the issuer.
   *
   * @throws PrivateKeyNeeded (as a rejection) where the issuer is real and does not lend its key.
   */
  genuine(change?: Change): Promise<string>;
  /** Signs with somebody else's key, under the name and by the algorithm of the issuer's. */
  forged(change?: Change): Promise<string>;
  /** Header and payload with a signature that is given. */
  withSignature(change: Change, signature: string): string;
  /** The first two segments. */
  signingInput(change: Change): string;
}

/** The case needs a signature that only the issuer can make. */
export class PrivateKeyNeeded extends Error {
  override readonly name = 'PrivateKeyNeeded';
}

/** Whose key signs a forged token, by its algorithm. */
export const STRANGERS: Readonly<Record<SigningAlgorithm, TestKeyName>> = {
  RS256: 'strangerRsa',
  RS384: 'strangerRsa',
  RS512: 'strangerRsa',
  PS256: 'strangerRsa',
  PS384: 'strangerRsa',
  PS512: 'strangerRsa',
  ES256: 'strangerP256',
  ES384: 'strangerP384',
  ES512: 'strangerP521',
  EdDSA: 'strangerEd25519',
  Ed25519: 'strangerEd25519',
};

const LIFE_IN_SECONDS = 3600;

/** The algorithm that a key is used by: its own, or the usual one of its kind. */
export function algorithmOf(jwk: CorpusJwk): SigningAlgorithm {
  if (isSigningAlgorithm(jwk['alg'])) return jwk['alg'];
  const byCurve: Readonly<Record<string, SigningAlgorithm>> = {
    'P-256': 'ES256',
    'P-384': 'ES384',
    'P-521': 'ES512',
    Ed25519: 'EdDSA',
  };
  return byCurve[String(jwk['crv'])] ?? 'RS256';
}

/** A mint for the issuer of the corpus, whose keys are known. */
export function createMint(settings: MintSettings): Mint {
  return mintWith(settings, (change) => {
    const [algorithm, key] = change.by ?? ['RS256', 'rsa'];
    const kid = change.by === undefined ? settings.victim['kid'] : key;
    return sign(settings, { alg: algorithm, kid }, change, key, algorithm);
  });
}

/**
 * A mint without the issuer's keys: all it has of the issuer's making is at most one good token.
 *
 * @param good - A valid token of the issuer.
 */
export function createForger(settings: MintSettings, good: string | undefined): Mint {
  return mintWith(settings, (change) => {
    if (good === undefined || Object.keys(change).length > 0) return Promise.reject(new PrivateKeyNeeded());
    return Promise.resolve(good);
  });
}

function mintWith(settings: MintSettings, genuine: (change: Change) => Promise<string>): Mint {
  const algorithm = algorithmOf(settings.victim);
  const names = { alg: algorithm, kid: settings.victim['kid'] };
  const mint: Mint = {
    ...settings,
    genuine: (change = {}) => genuine(change),
    forged: (change = {}) => {
      const [by, key] = change.by ?? [algorithm, STRANGERS[algorithm]];
      return sign(settings, names, change, key, by);
    },
    withSignature: (change, signature) => `${mint.signingInput(change)}.${signature}`,
    signingInput: (change) => inputOf(settings, names, change),
  };
  return mint;
}

interface Names {
  readonly alg: unknown;
  readonly kid: unknown;
}

/** The same text is signed once: half of the cases begin with the usual token. Per settings, so that nothing outlives its mint. */
const signed = new WeakMap<MintSettings, Map<string, Promise<string>>>();

function sign(
  settings: MintSettings,
  names: Names,
  change: Change,
  key: TestKeyName,
  algorithm: SigningAlgorithm,
): Promise<string> {
  const input = inputOf(settings, names, change);
  const known = signed.get(settings) ?? new Map<string, Promise<string>>();
  signed.set(settings, known);
  const name = `${key} ${algorithm} ${input}`;
  const token =
    known.get(name) ??
    signWith(key, algorithm, bytesOf(input)).then((signature) => `${input}.${encode(signature)}`);
  known.set(name, token);
  return token;
}

function inputOf(settings: MintSettings, { alg, kid }: Names, change: Change): string {
  const members = JSON.stringify({ alg, typ: 'at+jwt', kid, ...change.header });
  const header =
    change.headerText ??
    withMore(
      members.replaceAll(DEAD_ORIGIN, () => settings.bait ?? DEAD_ORIGIN),
      change.moreHeader,
    );
  const payload =
    change.payload ??
    withMore(JSON.stringify({ ...usualClaims(settings), ...change.claims }), change.moreClaims);
  return `${encode(header)}.${encode(payload)}`;
}

/** The claims of a usual token (RFC 9068 §2.2). Their values occur nowhere else, so that a leak shows. */
export function usualClaims({
  issuer,
  resource,
  seconds,
  scope = '',
}: MintSettings): Record<string, unknown> {
  return {
    iss: issuer,
    aud: resource,
    sub: 'subject-5d1c9e',
    client_id: 'client-b07f42',
    // Before the keys were fetched: a name that is unknown then is no new key, so nobody waits for one (rule 25).
    iat: seconds - 120,
    exp: seconds + LIFE_IN_SECONDS,
    jti: 'identifier-93ae60',
    scope,
  };
}

function withMore(json: string, more: string | undefined): string {
  if (more === undefined) return json;
  return json === '{}' ? `{${more}}` : `${json.slice(0, -1)},${more}}`;
}
