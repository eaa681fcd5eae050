import {
  authenticate,
  createVerifier,
  defineResource,
  discoveredKeys,
  type KeySource,
  type KeySourceState,
  remoteKeys,
  type Requirement,
  type StandingSource,
  staticKeys,
  type Verifier,
  type VerifierOptions,
} from '@acme/token-core';
import type { ClockFacts, Evidence, Finding, VerifierFacts } from '@acme/token-core/explain';
import { explain } from '@acme/token-core/explain';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { setTimeout } from 'node:timers/promises';

/** The moment that every case lives in, in seconds. */
export const NOW = 1_800_000_000;
export const ISSUER = 'https://tenant.logto.app/oidc';
export const RESOURCE = 'https://api.example.com';

const { publicKey, privateKey } = await generateKeyPair('ES384', { extractable: true });
const other = await generateKeyPair('ES384');
export const JWK = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'ES384', use: 'sig' };

export const products = defineResource({
  indicator: RESOURCE,
  scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
});

/** One request as it goes wrong in the wild. What is left out is as it should be. */
export interface Situation {
  /** Replaces claims; `undefined` removes one. */
  readonly claims?: Record<string, unknown>;
  /** Replaces header members; `undefined` removes one. */
  readonly header?: Record<string, unknown>;
  /** Makes the value of the Authorization header out of the token. Default: `Bearer <token>`. */
  readonly authorization?: string | ((token: string) => string | readonly string[] | undefined);
  /** Signs with a key that the issuer does not have. */
  readonly forged?: boolean;
  /** Further header fields. */
  readonly headers?: Record<string, string | ((token: string) => string)>;
  readonly method?: string;
  readonly url?: string | ((token: string) => string);
  readonly issuer?: string;
  readonly resource?: string;
  readonly options?: Partial<VerifierOptions>;
  readonly requirement?: Requirement;
  /** What is asked whether the token stands, made right before the request. */
  readonly standing?: () => StandingSource;
  /** Lets so much time pass before the request, in milliseconds. */
  readonly wait?: number;
  /** Answers to the fetches of keys. Default: the keys are given. */
  readonly fetch?: (url: string) => Promise<Response>;
  /** Has the keys discovered at the issuer instead of fetched from an address. */
  readonly discovered?: boolean;
  readonly clock?: ClockFacts;
  readonly facts?: VerifierFacts;
}

/** A case: what happens, and the words that a good diagnosis must hold. Written before the sentences. */
export interface Cause {
  readonly title: string;
  /** Where people meet it: a public thread, or a rule of the trade. */
  readonly seen?: string;
  readonly situation: Situation;
  /** Each of these is in the sentence or the mend. */
  readonly says: readonly RegExp[];
  /** None of these is: rivals that the evidence rules out. */
  readonly never?: readonly RegExp[];
}

async function mint({ claims, header, forged }: Situation): Promise<string> {
  const payload: Record<string, unknown> = {
    iss: ISSUER,
    aud: RESOURCE,
    sub: 'user-1',
    client_id: 'client-1',
    jti: 'token-1',
    iat: NOW - 60,
    exp: NOW + 3600,
    scope: 'read:products',
    ...claims,
  };
  const members: Record<string, unknown> = { alg: 'ES384', typ: 'at+jwt', kid: 'key-1', ...header };
  for (const [name, value] of Object.entries(payload)) if (value === undefined) delete payload[name];
  for (const [name, value] of Object.entries(members)) if (value === undefined) delete members[name];
  if (members['alg'] !== 'ES384') return unsigned(members, payload);
  return new SignJWT(payload)
    .setProtectedHeader(members as { alg: string })
    .sign(forged === true ? other.privateKey : privateKey);
}

/** For algorithms that are refused before any key is looked for. */
const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

function unsigned(header: object, claims: object): string {
  return `${encode(header)}.${encode(claims)}.${Buffer.alloc(64, 1).toString('base64url')}`;
}

/** A situation, ready to happen. */
export interface Prepared {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly verifier: Verifier;
  /** How the keys stand after it has happened. */
  readonly state: () => KeySourceState;
}

/** Makes the request and the verifier of a situation. */
export async function prepare(situation: Situation): Promise<Prepared> {
  const token = await mint(situation);
  const { authorization = (text: string) => `Bearer ${text}`, method = 'GET', url = '/products' } = situation;
  const value = typeof authorization === 'string' ? authorization : authorization(token);
  const headers: Record<string, string | readonly string[]> =
    value === undefined ? {} : { authorization: value };
  for (const [name, content] of Object.entries(situation.headers ?? {})) {
    headers[name] = typeof content === 'string' ? content : content(token);
  }
  const request = { method, url: typeof url === 'string' ? url : url(token), headers };
  const issuer = situation.issuer ?? ISSUER;
  const keys = keysFor(situation);
  const verifier = createVerifier({
    issuer,
    resource: situation.resource ?? products,
    now: () => NOW * 1000,
    keys,
    ...(situation.standing && { standing: situation.standing() }),
    ...situation.options,
  });
  if (situation.wait !== undefined) await setTimeout(situation.wait);
  return { request, verifier, state: () => keys.state() };
}

/** The clock of every case. */
export function clockOf({ clock }: Situation): ClockFacts {
  return { now: NOW * 1000, ...clock };
}

/** Lets it happen, and gives what is said about it. */
export async function diagnose(situation: Situation): Promise<Finding & { readonly status: number }> {
  const { request, verifier, state } = await prepare(situation);
  const result = await authenticate(verifier, request, situation.requirement as never);
  if (result.ok) throw new Error('the request was accepted');
  const evidence: Evidence = {
    request,
    verifier: { ...verifier, ...situation.facts },
    keys: state(),
    clock: clockOf(situation),
  };
  return { ...explain(result.error, evidence), status: result.error.status };
}

function keysFor({ fetch, discovered, issuer }: Situation): KeySource {
  if (fetch === undefined) return staticKeys({ keys: [JWK] });
  return discovered === true
    ? discoveredKeys(issuer ?? ISSUER, { fetch })
    : remoteKeys(`${issuer ?? ISSUER}/jwks`, { fetch });
}
