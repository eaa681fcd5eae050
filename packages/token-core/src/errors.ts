import { withCause } from './cause.js';
import { isObject } from './json.js';
import type {
  FactValue,
  ForbiddenReason,
  InvalidTokenReason,
  TokenErrorDetails,
  TokenErrorReason,
} from './reasons.js';
import { SENTENCES } from './sentences.js';

export type {
  FactValue,
  ForbiddenReason,
  InvalidTokenReason,
  TokenErrorDetails,
  TokenErrorReason,
} from './reasons.js';

/** One per error class. Where RFC 6750 §3.1 has an error code for the case, it is that code. */
export type TokenErrorCode = Refusal['code'];

/** The HTTP status of each code. */
export const STATUSES = {
  missing_token: 401,
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
  forbidden: 403,
  keys_unavailable: 503,
  standing_unavailable: 503,
} as const satisfies Record<TokenErrorCode, 400 | 401 | 403 | 503>;

/** Registered, so that an app which ends up with two copies of this package has one kind of error. */
const BRAND: unique symbol = Symbol.for('@acme/token-core.error') as never;

/**
 * The one base class of everything that verification throws: `isTokenError(error)` separates
 * a refusal or an outage from a mistake in the program. {@link Refusal} is its closed set.
 */
export abstract class TokenError extends Error {
  /** The class of the error as a string that survives bundling and serialisation. */
  abstract readonly code: TokenErrorCode;
  /** The HTTP status that says the same. */
  abstract readonly status: 400 | 401 | 403 | 503;
  /** Why. */
  readonly reason: TokenErrorReason;
  // Private, and read by getters: what was found must not get into a log by way of JSON or inspection.
  readonly #facts: Facts;
  #required: readonly string[] | undefined;

  protected constructor(reason: TokenErrorReason, details?: TokenErrorDetails, required?: readonly string[]) {
    // Nothing behind its own members: a polluted prototype is no fact.
    const { check, expected, found, held, cause } = { __proto__: null, ...details } as TokenErrorDetails;
    super(SENTENCES[reason], withCause(cause));
    this.reason = reason;
    this.#facts = {
      check,
      expected: factOf(expected),
      found: factOf(found),
      held: held && Object.freeze([...held]),
    };
    this.#required = required;
  }

  /** Recognised by {@link isTokenError}, also by that of another copy of this package. */
  get [BRAND](): true {
    return true;
  }

  /** Which check refused: the name of the claim, header member or part of the text that it looked at. */
  get check(): string | undefined {
    return this.#facts.check;
  }

  /** What would have passed: of the configuration. */
  get expected(): FactValue {
    return this.#facts.expected;
  }

  /** What was there instead. Out of the token, so it belongs in no answer. */
  get found(): FactValue {
    return this.#facts.found;
  }

  /** The scopes that the token carries, where it came so far that they were judged. */
  get held(): readonly string[] | undefined {
    return this.#facts.held;
  }

  /** Every scope that the route names, in its order, where that is known. */
  get required(): readonly string[] | undefined {
    return this.#required;
  }

  /** Notes what the route names, on an error that was made where nobody knew the route. */
  static noteRequired(error: TokenError, required: readonly string[]): void {
    // An error of another copy of this package has no place for it here.
    if (#required in error) error.#required ??= Object.freeze([...required]);
  }
}

interface Facts {
  readonly check: string | undefined;
  readonly expected: FactValue;
  readonly found: FactValue;
  readonly held: readonly string[] | undefined;
}

/** A value of unknown shape as a fact about it: text, numbers and lists of texts are told, anything else is not. */
function factOf(value: unknown): FactValue {
  if (typeof value === 'string') return value.slice(0, 200);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? Object.freeze(value.slice(0, 50).flatMap(textOf)) : undefined;
}

function textOf(item: unknown): string | readonly never[] {
  return typeof item === 'string' ? item.slice(0, 200) : [];
}

/** The request carries no bearer token: 401 and a challenge without an error code (RFC 6750 §3.1). */
export class MissingTokenError extends TokenError {
  override readonly name = 'MissingTokenError';
  override readonly code = 'missing_token';
  override readonly status = 401;
  declare readonly reason: 'missing';

  constructor(details?: TokenErrorDetails) {
    super('missing', details);
  }
}

/** The credentials break the syntax, or there is more than one Authorization header: 400 `invalid_request`. */
export class InvalidRequestError extends TokenError {
  override readonly name = 'InvalidRequestError';
  override readonly code = 'invalid_request';
  override readonly status = 400;
  declare readonly reason: 'credentials';

  constructor(details?: TokenErrorDetails) {
    super('credentials', details);
  }
}

/** The token is not one that this API accepts: 401 `invalid_token`. */
export class InvalidTokenError extends TokenError {
  override readonly name = 'InvalidTokenError';
  override readonly code = 'invalid_token';
  override readonly status = 401;
  declare readonly reason: InvalidTokenReason;

  constructor(reason: InvalidTokenReason, details?: TokenErrorDetails) {
    super(reason, details);
  }
}

/** The token is good and lacks a permission that this route needs: 403 `insufficient_scope`. */
export class InsufficientScopeError extends TokenError {
  override readonly name = 'InsufficientScopeError';
  override readonly code = 'insufficient_scope';
  override readonly status = 403;
  declare readonly reason: 'scope';
  readonly #missing: readonly string[];

  /**
   * @param required - Every scope that the requirement names, in its order.
   * @param missing - Those of `required` that the token does not have.
   */
  constructor(required: readonly string[], missing: readonly string[], details?: TokenErrorDetails) {
    super('scope', details, Object.freeze([...required]));
    this.#missing = Object.freeze([...missing]);
  }

  /** Every scope that the requirement names, in its order. */
  override get required(): readonly string[] {
    return super.required ?? [];
  }

  /** Those of `required` that the token does not have. Of an `anyScope` list, one would do. */
  get missing(): readonly string[] {
    return this.#missing;
  }
}

/**
 * The token is good, and this route is not for its organization or its kind of principal: 403 with a bare challenge, since
 * no other scope would help (RFC 6750 §3.1 has no code for it).
 */
export class ForbiddenError extends TokenError {
  override readonly name = 'ForbiddenError';
  override readonly code = 'forbidden';
  override readonly status = 403;
  declare readonly reason: ForbiddenReason;

  constructor(reason: ForbiddenReason, details?: TokenErrorDetails) {
    super(reason, details);
  }
}

/** The keys that would decide cannot be had. Our trouble, not the client's: 503 with `Retry-After`. */
export class KeysUnavailableError extends TokenError {
  override readonly name = 'KeysUnavailableError';
  override readonly code = 'keys_unavailable';
  override readonly status = 503;
  declare readonly reason: 'keys_unavailable';
  /** Whole seconds, at least 1, after which another attempt makes sense (RFC 9110 §10.2.3). */
  readonly retryAfter: number;

  constructor(retryAfter: number, details?: TokenErrorDetails) {
    super('keys_unavailable', details);
    this.retryAfter = wholeSeconds(retryAfter);
  }
}

/** Whether the token still stands cannot be told. Our trouble, not the client's: 503 with `Retry-After`. */
export class StandingUnavailableError extends TokenError {
  override readonly name = 'StandingUnavailableError';
  override readonly code = 'standing_unavailable';
  override readonly status = 503;
  declare readonly reason: 'standing_unavailable';
  /** Whole seconds, at least 1, after which another attempt makes sense (RFC 9110 §10.2.3). */
  readonly retryAfter: number;

  constructor(retryAfter: number, details?: TokenErrorDetails) {
    super('standing_unavailable', details);
    this.retryAfter = wholeSeconds(retryAfter);
  }
}

/** Whole seconds for `Retry-After`, at least 1. */
export function wholeSeconds(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(1, Math.ceil(value)) : 1;
}

/**
 * Everything that verification throws, as a union that narrows on `code` and on `reason`.
 *
 * @example
 * ```ts
 * if (refusal.reason === 'scope') console.warn(refusal.missing);
 * if (refusal.code === 'keys_unavailable') console.warn(refusal.retryAfter);
 * ```
 */
export type Refusal =
  | MissingTokenError
  | InvalidRequestError
  | InvalidTokenError
  | InsufficientScopeError
  | ForbiddenError
  | KeysUnavailableError
  | StandingUnavailableError;

/**
 * Whether verification threw this, and not a mistake in the program. True for errors of another copy of this package
 * too, where `instanceof` is false.
 *
 * @example
 * ```ts
 * try {
 *   await verifier.verify(token);
 * } catch (error) {
 *   if (!isTokenError(error)) throw error;
 *   console.warn(error.reason);
 * }
 * ```
 */
export function isTokenError(value: unknown): value is Refusal {
  if (!isObject(value) || !(BRAND in value)) return false;
  const { code, reason } = value as Partial<TokenError>;
  return typeof code === 'string' && Object.hasOwn(STATUSES, code) && typeof reason === 'string';
}
