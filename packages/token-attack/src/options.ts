import type { SecureContext } from 'node:tls';
import type { JsonWebKeySet } from '@acme/token-core';
import { expectOptions, fail } from '@acme/token-core/adapter';
import { readAddress } from './address.js';
import { trusting } from './trust.js';

/** What an attack is made with. Every option has a default; each of the first four makes it reach deeper. */
export interface AttackOptions {
  /** The `iss` that forged tokens carry. Default `https://issuer.test/oidc`. */
  readonly issuer?: string;
  /** The `aud` that forged tokens carry. Default `https://api.example.com`. */
  readonly resource?: string;
  /**
   * Where the API takes its keys from, or the JWK Set itself: forged tokens then name its first key, and HMACs are made
   * with it. An address is fetched once, without following a redirect. Default: keys that nobody trusts.
   */
  readonly keys?: string | JsonWebKeySet;
  /** One good token for the route: it is tampered with, and has to be accepted as it is. It is sent nowhere else. Default: none. */
  readonly token?: string;
  /**
   * Good tokens of the issuer that the route has to refuse all the same: expired, for another API, an ID token, without the
   * permission, with one that only begins alike. Nobody but the issuer can make them. Each is sent once, to the route. Default none.
   */
  readonly wrongTokens?: readonly string[];
  /** Hosts that may be attacked besides this machine, exactly as they stand in the URL. Default none. */
  readonly allowedHosts?: readonly string[];
  /**
   * A certificate in PEM, or several in a row, that https addresses may be vouched for by, besides those that Node.js
   * brings: that of your own authority, or a self-signed one. Default none beyond what Node.js is told
   * (`NODE_EXTRA_CA_CERTS`, `--use-system-ca`). Certificates are always checked.
   */
  readonly ca?: string;
  /** Requests at the same time. Default 4, from 1 to 16. */
  readonly concurrency?: number;
  /** The most requests that are sent. Default 2000, from 1 to 10000. */
  readonly maxRequests?: number;
  /** For everything together, in seconds. Default 60, from 1 to 600. */
  readonly timeout?: number;
}

/** The options of an attack, checked and complete. */
export interface AttackSettings {
  readonly url: URL;
  readonly issuer: string;
  readonly resource: string;
  readonly keys: URL | JsonWebKeySet | undefined;
  readonly token: string | undefined;
  readonly wrongTokens: readonly string[];
  /** Whom to trust over https; `undefined`: as Node.js is set up. */
  readonly secureContext: SecureContext | undefined;
  readonly concurrency: number;
  readonly maxRequests: number;
  /** Seconds. */
  readonly timeout: number;
}

const KNOWN: readonly (keyof AttackOptions)[] = [
  'issuer',
  'resource',
  'keys',
  'token',
  'wrongTokens',
  'allowedHosts',
  'ca',
  'concurrency',
  'maxRequests',
  'timeout',
];

/** Checks what an attack is started with. */
export function readAttackSettings(address: string, given: AttackOptions): AttackSettings {
  const options = expectOptions<AttackOptions>('attack', given, KNOWN);
  const { issuer = 'https://issuer.test/oidc', resource = 'https://api.example.com', keys, token } = options;
  const {
    wrongTokens = [],
    allowedHosts = [],
    ca,
    concurrency = 4,
    maxRequests = 2000,
    timeout = 60,
  } = options;
  expectText('issuer', issuer);
  expectText('resource', resource);
  if (token !== undefined && !isToken(token)) fail('token', 'one signed token, without the scheme');
  if (
    !Array.isArray(wrongTokens) ||
    wrongTokens.length > MOST_WRONG ||
    !Array.from(wrongTokens).every(isToken)
  ) {
    fail('wrongTokens', `a list of at most ${MOST_WRONG} signed tokens, without the scheme`);
  }
  // A text has `includes` too, and would let in every host that is a part of it.
  if (!Array.isArray(allowedHosts)) fail('allowedHosts', 'a list of host names');
  for (const host of allowedHosts as readonly string[]) expectText('allowedHosts', host);
  return {
    url: readAddress('url', address, allowedHosts),
    issuer,
    resource,
    keys: typeof keys === 'string' ? readAddress('keys', keys, allowedHosts) : keys,
    token,
    wrongTokens,
    secureContext: ca === undefined ? undefined : trusting(ca),
    concurrency: bounded('concurrency', concurrency, 16),
    maxRequests: bounded('maxRequests', maxRequests, 10_000),
    timeout: bounded('timeout', timeout, 600),
  };
}

const MOST_WRONG = 100;

function isToken(value: unknown): boolean {
  return typeof value === 'string' && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(value);
}

function expectText(option: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') fail(option, 'a non-empty string');
}

function bounded(option: string, value: number, most: number): number {
  if (!Number.isInteger(value) || value < 1 || value > most) fail(option, `a whole number from 1 to ${most}`);
  return value;
}
