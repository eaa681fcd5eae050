import { InvalidTokenError, type VerifiedToken, type VerifierOptions } from '@acme/token-core';
import { expectOptions, fail, makeToken } from '@acme/token-core/adapter';
import type { KeyRing } from './key-ring.js';
import type { TestClaims } from './mint.js';

/** The options of a verifier by which it reads the claims of a token. */
export type TokenReading = Pick<
  VerifierOptions,
  | 'audienceClaim'
  | 'subject'
  | 'clockTolerance'
  | 'maxTokenAge'
  | 'scopeClaim'
  | 'principal'
  | 'organizationClaim'
  | 'allowBoundTokens'
>;

const KNOWN: readonly (keyof TokenReading)[] = [
  'audienceClaim',
  'subject',
  'clockTolerance',
  'maxTokenAge',
  'scopeClaim',
  'principal',
  'organizationClaim',
  'allowBoundTokens',
];
/** What an option reads where it is not given. */
const USUAL: Readonly<Record<string, string>> = { scopeClaim: 'scope', organizationClaim: 'organization_id' };

/** What says how a token is judged: who issues it, for what, and when. */
interface Origin {
  readonly ring: KeyRing;
  readonly issuer: string;
  readonly resource: string;
  readonly now: () => number;
}

/** The token that a verifier gives for these claims. */
export function verifiedToken<S extends string>(
  { ring, issuer, resource, now }: Origin,
  claims: TestClaims,
  given: TokenReading,
): VerifiedToken<S> {
  const reading = expectOptions<TokenReading>('token', given, KNOWN);
  const { algorithm, kid } = ring.signer(undefined);
  const options = { ...reading, issuer, resource, now, keys: ring.source(issuer) };
  try {
    return makeToken<S>({ alg: algorithm, typ: 'at+jwt', kid }, claims, options);
  } catch (error) {
    if (!(error instanceof InvalidTokenError)) throw error;
    return fail(
      `claims.${memberOf(error, reading)}`,
      `what a verifier accepts (${error.reason})`,
      error.found,
    );
  }
}

/** The claim that was refused; where a function of the test reads it, the name of that option. */
function memberOf({ check = '' }: InvalidTokenError, reading: TokenReading): string {
  const option: unknown = Object.hasOwn(reading, check)
    ? reading[check as keyof TokenReading]
    : (USUAL[check] ?? check);
  return typeof option === 'string' ? option : check;
}
