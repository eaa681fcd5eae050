import type { Algorithm, KeySource, RegisteredScope, VerifiedToken } from '@acme/token-core';
import { ALGORITHM_NAMES, isAlgorithm } from './algorithms.js';
import { KeyRing, type TestJwks } from './key-ring.js';
import { type TokenReading, verifiedToken } from './made-token.js';
import { type MintOverrides, mintToken, type TestClaims } from './mint.js';
import { expectOptions, fail } from '@acme/token-core/adapter';
import { expectText } from './options.js';

/** What a test issuer is made with. Every option has a default. */
export interface TestIssuerOptions {
  /** The `iss` of its tokens. Default `https://issuer.test/oidc`. */
  readonly issuer?: string;
  /** The `aud` of its tokens: the indicator of your resource. Default `https://api.example.com`. */
  readonly resource?: string;
  /** One key for each; the first one signs unless told otherwise. Default `['ES384']`, as Logto's. */
  readonly algorithms?: readonly Algorithm[];
  /**
   * The clock that `iat` and `exp` are read from, in milliseconds since the epoch: after March 1973 (1e11) and before the year
   * 5138 (1e14), as a verifier's has to be. Default `Date.now`, looked up at each call.
   */
  readonly now?: () => number;
}

/** An authorization server in memory, without the flows: it has keys and mints access tokens. */
export interface TestIssuer {
  /** The `iss` of its tokens. */
  readonly issuer: string;
  /** The `aud` of its tokens. */
  readonly resource: string;
  /** Its clock, in milliseconds since the epoch. */
  readonly now: () => number;
  /** For `createVerifier({ keys })`. Follows `rotate` and `withdraw` at once; nothing is fetched. */
  readonly keys: KeySource;
  /** The public JWK Set as it stands. */
  jwks(): TestJwks;
  /**
   * Mints an access token (RFC 9068) as Logto does: `iss`, `aud`, `sub: 'test-user'`, `client_id: 'test-client'`, `iat`,
   * `exp` an hour later, `jti`, and an empty `scope`; signed, with `typ: 'at+jwt'` and `kid`.
   *
   * @param claims - Set or replace claims; `undefined` removes one. Any value goes in, right or wrong.
   * @param overrides - What makes the token wrong beyond its claims.
   * @throws TypeError (as a rejection) that names an override that is not understood; or `claims`, when they are no object;
   *   or `now`, when it tells no believable time.
   */
  mint(claims?: TestClaims, overrides?: MintOverrides): Promise<string>;
  /**
   * Makes a verified token, for unit tests of what takes one: a controller, a service, a guard. It is what a verifier gives for
   * a text with these claims, frozen like it, and at once: nothing is signed, and there is no text.
   *
   * @typeParam S - The permission names. Default: those of the registered resource.
   * @param claims - Set or replace the claims that `mint` has; `undefined` removes one. A verifier has to accept them.
   * @param reading - The options of your verifier that say where things stand in the claims. Default: none of them.
   * @throws TypeError that names the claim that a verifier would refuse, with the reason; or the option that is wrong, `now` too.
   * @example
   * const token = issuer.token({ sub: 'alice', scope: 'read:products' });
   * expect(new ProductsController().list(token)).toEqual({ seenBy: 'alice' });
   */
  token<S extends string = RegisteredScope>(claims?: TestClaims, reading?: TokenReading): VerifiedToken<S>;
  /**
   * Signs with new keys from now on.
   *
   * @param options - `keepPrevious`: publishes the keys that signed until now as well. Default true. Older ones go.
   */
  rotate(options?: { readonly keepPrevious?: boolean }): Promise<void>;
  /**
   * Takes a key out of the published set. Its tokens are still minted, for a test that they are refused.
   *
   * @throws TypeError when no such key is published.
   */
  withdraw(kid: string): void;
  /** The same keys and clock under another name: for tokens of a neighbour that shares the keys. */
  withIssuer(issuer: string): TestIssuer;
}

const KNOWN: readonly (keyof TestIssuerOptions)[] = ['issuer', 'resource', 'algorithms', 'now'];
/** RFC 9068 §2.2 asks for `exp`; an hour is Logto's default. */
const LIFE_IN_SECONDS = 3600;

/**
 * Makes an issuer for tests, with fresh keys.
 *
 * @throws TypeError (as a rejection) that names the option that is wrong.
 * @example
 * const issuer = await createTestIssuer();
 * const verifier = createVerifier({ issuer: issuer.issuer, resource: products, keys: issuer.keys });
 * const token = await issuer.mint({ scope: 'read:products' });
 */
export async function createTestIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  const own = expectOptions<TestIssuerOptions>('createTestIssuer', options, KNOWN);
  // Not `Date.now` itself: a test may put another in its place later.
  const { algorithms = ['ES384'], now = () => Date.now() } = own;
  const issuer = expectText('issuer', own.issuer === undefined ? 'https://issuer.test/oidc' : own.issuer);
  const resource = expectText(
    'resource',
    own.resource === undefined ? 'https://api.example.com' : own.resource,
  );
  if (typeof now !== 'function') fail('now', 'a function');
  // A Worker has no time outside of a request.
  if (own.now !== undefined && Date.now() > 0) readTime(now);
  if (
    !Array.isArray(algorithms) ||
    algorithms.length === 0 ||
    // A hole in the list is none either, which `every` passes over.
    ![...(algorithms as readonly unknown[])].every((item) => isAlgorithm(item))
  ) {
    fail('algorithms', `a list of at least one of ${ALGORITHM_NAMES}`);
  }
  const ring = await KeyRing.create([...new Set(algorithms)]);
  return testIssuer({ ring, issuer, resource, now });
}

interface Parts {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly resource: string;
  readonly now: () => number;
}

function testIssuer(parts: Parts): TestIssuer {
  const { ring, issuer, resource, now } = parts;
  return Object.freeze<TestIssuer>({
    issuer,
    resource,
    now,
    keys: ring.source(issuer),
    jwks: () => ring.jwks(),
    mint: async (claims = {}, overrides = {}) =>
      mintToken(ring, { ...usualClaims(parts), ...expectClaims(claims) }, overrides),
    token: (claims = {}, reading = {}) =>
      verifiedToken(parts, { ...usualClaims(parts), ...expectClaims(claims) }, reading),
    rotate: async (options = {}) => {
      const { keepPrevious = true } = expectOptions<{ keepPrevious?: boolean }>('rotate', options, [
        'keepPrevious',
      ]);
      if (typeof keepPrevious !== 'boolean') fail('keepPrevious', 'a boolean');
      await ring.rotate(keepPrevious);
    },
    withdraw: (kid) => ring.withdraw(kid),
    withIssuer: (name) => testIssuer({ ...parts, issuer: expectText('issuer', name) }),
  });
}

function expectClaims(claims: unknown): TestClaims {
  const isObject = typeof claims === 'object' && claims !== null && !Array.isArray(claims);
  return isObject ? (claims as TestClaims) : fail('claims', 'an object', claims);
}

/** As a verifier takes it: by a clock in seconds every token would be one of 1970. */
function readTime(now: () => number): number {
  const time: unknown = now();
  if (typeof time === 'number' && time > 1e11 && time < 1e14) return time;
  return fail('now', 'milliseconds since 1970, as Date.now() tells them', time);
}

function usualClaims({ issuer, resource, now }: Parts): TestClaims {
  const iat = Math.floor(readTime(now) / 1000);
  return {
    iss: issuer,
    aud: resource,
    sub: 'test-user',
    client_id: 'test-client',
    iat,
    exp: iat + LIFE_IN_SECONDS,
    jti: crypto.randomUUID(),
    scope: '',
  };
}
