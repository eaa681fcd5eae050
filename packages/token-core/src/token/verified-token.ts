import type { AccessTokenClaims } from './claims.js';
import type { TokenHeader } from './header.js';
import { addHidden, isJsonObject, isObject, type JsonObject, own } from '../json.js';
import type { RegisteredClaims, RegisteredScope } from '../register.js';
import type { Principal } from '../requirement/requirement.js';

/**
 * An access token that has passed every check. Frozen through and through, since one verified token may be handed
 * to many requests. `JSON.stringify` gives the scopes as a list and the time in ISO 8601.
 *
 * @typeParam S - The permission names of the resource. Default: those of the registered resource.
 */
export interface VerifiedToken<S extends string = RegisteredScope> {
  /** All its claims, as they were signed. */
  readonly claims: RegisteredClaims;
  /** Its protected header. */
  readonly header: TokenHeader;
  /** The permissions it carries, also those that the resource does not define; not those that these imply. */
  readonly scopes: ReadonlySet<S>;
  /** The time of `exp`; a new Date at each reading. */
  readonly expiresAt: Date;
  /** Whom it speaks for: `sub` (RFC 9068 §2.2). Empty only where an option lets in a token without one. */
  readonly subject: string;
  /**
   * Whether that is a person or a client that acts for itself: what the option `principal` says, else `machine` where
   * `sub` is the `client_id`, `user` where it is not, and `undefined` where the token has no `client_id`.
   */
  readonly principal?: Principal | undefined;
  /** Who acts in the subject's name: the claim `act` (RFC 8693 §4.1), where it is an object. */
  readonly actor?: JsonObject | undefined;
  /** The organization that it is for, by the option `organizationClaim`; not there where it names none. */
  readonly organization?: string | undefined;
}

/** What judging reads of a token, in a form that nobody outside can reach. */
export interface JudgedToken {
  readonly scopes: ReadonlySet<string>;
  readonly principal: Principal | undefined;
  /** Whether somebody else acts in the subject's name, however the claim says it. */
  readonly isDelegated: boolean;
  readonly organization: string | undefined;
  /** `iat`, in seconds since the epoch. */
  readonly issuedAt: number | undefined;
}

/** Who verified a token, and out of which text: known to this package alone. */
export interface TokenOrigin extends JudgedToken {
  readonly text: string;
}

/** ECMA-262 §21.4.1.1: the last moment a Date can stand for, in milliseconds. */
const END_OF_TIME = 8.64e15;

/** The scopes of tokens: as they are judged, which nobody outside may hold, and as they are shown. */
export interface LockedScopes {
  readonly judged: ReadonlySet<string>;
  readonly shown: ReadonlySet<string>;
}

/** Copies them as V8 keeps names of properties: a look-up of such a one compares no characters. */
export function lockScopes(scopes: ReadonlySet<string>): LockedScopes {
  const judged = new Set([...scopes].map((scope) => Object.keys({ [scope]: 0 })[0] as string));
  return { judged, shown: new LockedSet(judged) };
}

/** What options say where to find in the claims of a token. */
export interface TokenReadings {
  readonly scopes: LockedScopes;
  readonly principal?: Principal | undefined;
  readonly organization?: string | undefined;
}

/** Makes the frozen token out of claims and header that are frozen already. */
export function createVerifiedToken(
  header: TokenHeader,
  claims: AccessTokenClaims,
  readings: TokenReadings,
): VerifiedToken {
  return new AccessToken(header, claims, readings);
}

/** Remembers where a token comes from, for {@link originOf}. */
export function rememberOrigin(token: VerifiedToken, origin: TokenOrigin): void {
  AccessToken.remember(token, origin);
}

/** Where a token comes from; `undefined` when it was made elsewhere, by hand or by another copy of the package. */
export function originOf(token: unknown): TokenOrigin | undefined {
  return AccessToken.originOf(token);
}

/** What judging reads of a token. Of one that was made elsewhere: a copy, so that it decides as it came. */
export function judgedFormOf(token: VerifiedToken): JudgedToken {
  const judged = AccessToken.judgedFormOf(token);
  if (judged !== undefined) return judged;
  const { scopes, claims, actor } = token;
  // A text would be read letter by letter.
  if (typeof scopes !== 'object') {
    throw new TypeError('verifier: expected verify to give a token whose scopes are a Set');
  }
  const issuedAt = isJsonObject(claims) ? own(claims, 'iat') : undefined;
  return {
    scopes: new Set(scopes),
    principal: Object.hasOwn(token, 'principal') ? token.principal : undefined,
    isDelegated: actor !== undefined || Object.hasOwn(claims, 'act'),
    organization: Object.hasOwn(token, 'organization') ? token.organization : undefined,
    issuedAt: typeof issuedAt === 'number' ? issuedAt : undefined,
  };
}

/** One getter for all: with one for each, V8 takes every token for a kind of object of its own, and reads it slowly. */
const EXPIRES_AT = {
  enumerable: true,
  __proto__: null,
  get(this: VerifiedToken) {
    return new Date(Math.min(this.claims.exp * 1000, END_OF_TIME));
  },
} as PropertyDescriptor;

class AccessToken implements VerifiedToken {
  readonly claims: RegisteredClaims;
  readonly header: TokenHeader;
  readonly scopes: ReadonlySet<string>;
  declare readonly expiresAt: Date;
  readonly subject: string;
  declare readonly principal?: Principal;
  declare readonly actor?: JsonObject;
  declare readonly organization?: string;
  // Private members and static ways to them, since a method would be everybody's.
  #judged: JudgedToken;
  #origin: TokenOrigin | undefined;

  constructor(
    header: TokenHeader,
    claims: AccessTokenClaims,
    { scopes, principal, organization }: TokenReadings,
  ) {
    this.claims = claims;
    this.header = header;
    this.scopes = scopes.shown;
    // Own, so that a copy by spread has it.
    Object.defineProperty(this, 'expiresAt', EXPIRES_AT);
    this.subject = claims.sub ?? '';
    if (principal !== undefined) this.principal = principal;
    const act = own(claims, 'act');
    if (isJsonObject(act)) this.actor = act;
    if (organization !== undefined) this.organization = organization;
    this.#judged = {
      scopes: scopes.judged,
      principal,
      isDelegated: Object.hasOwn(claims, 'act'),
      organization,
      issuedAt: own(claims, 'iat') as number | undefined,
    };
    Object.freeze(this);
  }

  static judgedFormOf(token: object): JudgedToken | undefined {
    return #judged in token ? token.#judged : undefined;
  }

  static originOf(token: unknown): TokenOrigin | undefined {
    return isObject(token) && #judged in token ? token.#origin : undefined;
  }

  static remember(token: object, origin: TokenOrigin): void {
    if (#judged in token) token.#judged = token.#origin = origin;
  }
}

/**
 * A Set that nobody can change. Freezing an object leaves the contents of a Set open, and closed methods leave open those of
 * `Set.prototype`: so what it tells comes from a set of its own that nobody can reach, and to change what it seems to hold
 * changes nothing.
 */
class LockedSet extends Set<string> {
  readonly #items: ReadonlySet<string>;

  constructor(items: ReadonlySet<string>) {
    super();
    this.#items = items;
    // What prints or clones a Set looks into it.
    for (const item of items) super.add(item);
    Object.freeze(this);
  }

  override get size(): number {
    return this.#items.size;
  }

  override has(item: string): boolean {
    return this.#items.has(item);
  }

  override forEach(callback: (item: string, same: string, set: Set<string>) => void, self?: unknown): void {
    for (const item of this.#items) callback.call(self, item, item, this);
  }

  override keys(): SetIterator<string> {
    return this.#items.keys();
  }

  override values(): SetIterator<string> {
    return this.#items.values();
  }

  override entries(): SetIterator<[string, string]> {
    return this.#items.entries();
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.#items.values();
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

  toJSON(): readonly string[] {
    return [...this.#items];
  }
}

const LOCKED = 'The scopes of a verified token cannot be changed.';
// To whoever compares or prints it, it is a Set.
addHidden(LockedSet.prototype, 'constructor', Set);
Object.freeze(LockedSet.prototype);
