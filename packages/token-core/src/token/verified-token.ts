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
  scopes: Iterable<string>,
): VerifiedToken {
  return Object.freeze({
    claims,
    header,
    scopes: new LockedSet(scopes),
    get expiresAt() {
      return new Date(Math.min(claims.exp * 1000, END_OF_TIME));
    },
  });
}

/**
 * A Set that nobody can change: freezing an object leaves the contents of a Set open, so its ways in are closed. Methods
 * of a class, since own members would make each look-up slower.
 */
class LockedSet extends Set<string> {
  constructor(items: Iterable<string>) {
    super();
    for (const item of items) super.add(item);
    Object.freeze(this);
  }

  override add(): never {
    throw new TypeError(LOCKED);
  }

  override delete(): never {
    throw new TypeError(LOCKED);
  }

  override clear(): never {
    throw new TypeError(LOCKED);
  }
}

const LOCKED = 'The scopes of a verified token cannot be changed.';
// To whoever compares or prints it, it is a Set.
Object.defineProperty(LockedSet.prototype, 'constructor', { value: Set });
