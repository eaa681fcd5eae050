import type { AccessTokenClaims } from './claims.js';
import type { TokenHeader } from './header.js';

/**
 * An access token that has passed every check. Frozen through and through, since one verified token may be handed
 * to many requests.
 *
 * @typeParam S - The permission names of the resource.
 */
export interface VerifiedToken<S extends string = string> {
  readonly claims: AccessTokenClaims;
  readonly header: TokenHeader;
  /** The permissions it carries, also those that the resource does not define. */
  readonly scopes: ReadonlySet<S>;
  /** The time of `exp`; a new Date at each reading. */
  readonly expiresAt: Date;
}

/** ECMA-262 §21.4.1.1: the last moment a Date can stand for, in milliseconds. */
const END_OF_TIME = 8.64e15;

/** Makes the frozen token out of claims and header that are frozen already. */
export function createVerifiedToken(
  header: TokenHeader,
  claims: AccessTokenClaims,
  scopes: Set<string>,
): VerifiedToken {
  return Object.freeze({
    claims,
    header,
    scopes: lockSet(scopes),
    get expiresAt() {
      return new Date(Math.min(claims.exp * 1000, END_OF_TIME));
    },
  });
}

const LOCKED: PropertyDescriptor = {
  value: () => {
    throw new TypeError('The scopes of a verified token cannot be changed.');
  },
};

/** Freezing an object leaves the contents of a Set open; so its ways in are closed one by one. */
function lockSet(set: Set<string>): ReadonlySet<string> {
  Object.defineProperties(set, { add: LOCKED, delete: LOCKED, clear: LOCKED });
  return Object.freeze(set);
}
