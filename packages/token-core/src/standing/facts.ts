import { leave } from '../after.js';
import { InvalidTokenError } from '../errors.js';
import { type JsonObject, own } from '../json.js';
import { expectOptions, fail } from '../options.js';
import type { AccessTokenClaims } from '../token/claims.js';
import type { VerifiedToken } from '../token/verified-token.js';
import { valueAt } from '../verifier/organization-claim.js';
import type { Kind } from './cut-off.js';

/** The name of a claim, a path of names with dots, or a function of the verified claims. */
export type ClaimPlace = string | ((claims: AccessTokenClaims) => unknown);

/** Where in a token the members of a cut-off stand that no standard has a claim for. */
export interface StandingClaims {
  /** The ids of the roles: a text or a list of texts. Default: tokens carry none. */
  readonly role?: ClaimPlace;
  /** The id of the grant. Default: tokens carry none. */
  readonly grant?: ClaimPlace;
  /** The id of the session. Default: tokens carry none. */
  readonly session?: ClaimPlace;
  /** The id of the client. Default `client_id` (RFC 9068 §2.2). */
  readonly client?: ClaimPlace;
}

/** What a token says of each member of a cut-off; nothing where it says none. */
export interface StandingFacts {
  readonly issuedAt: number;
  readonly texts: Readonly<Record<Kind, string | readonly string[] | undefined>>;
}

type Reader = (claims: AccessTokenClaims) => unknown;

/** Reads the facts of tokens, once the option `claims` is checked. */
export class FactReader {
  readonly #readers: Readonly<Record<'client' | 'role' | 'grant' | 'session', Reader | undefined>>;

  constructor(option: unknown) {
    const claims = expectOptions<StandingClaims>('claims', option === undefined ? {} : option, [
      'role',
      'grant',
      'session',
      'client',
    ]);
    this.#readers = {
      client: readPlace('claims.client', claims.client) ?? ((token) => own(token, 'client_id')),
      role: readPlace('claims.role', claims.role),
      grant: readPlace('claims.grant', claims.grant),
      session: readPlace('claims.session', claims.session),
    };
  }

  /** Whether a token can say anything of this member. */
  knows(kind: Kind): boolean {
    return !(kind in this.#readers) || this.#readers[kind as 'role'] !== undefined;
  }

  /**
   * @throws InvalidTokenError for a claim that should name one of them and does not: whether it is cut off cannot be told.
   */
  read(token: VerifiedToken): StandingFacts {
    const { claims } = token;
    const { client, role, grant, session } = this.#readers;
    const iat = own(claims, 'iat');
    return {
      issuedAt: typeof iat === 'number' ? iat : NaN,
      texts: {
        sub: token.subject === '' ? undefined : token.subject,
        client: readOne('client', client, claims),
        organization: token.organization,
        role: readMany('role', role, claims),
        grant: readOne('grant', grant, claims),
        session: readOne('session', session, claims),
        jti: readOne('jti', JTI, claims),
      },
    };
  }
}

const JTI: Reader = (claims) => own(claims, 'jti');

function readPlace(option: string, place: unknown): Reader | undefined {
  if (place === undefined) return undefined;
  if (typeof place === 'function') return place as Reader;
  if (typeof place !== 'string' || place === '' || place.split('.').includes(''))
    fail(option, 'the name of a claim, a path of names with dots, or a function', place);
  return (claims: JsonObject) => valueAt(claims, place);
}

function readOne(kind: Kind, reader: Reader | undefined, claims: AccessTokenClaims): string | undefined {
  const value = attempt(kind, reader, claims);
  if (value === undefined || typeof value === 'string') return value === '' ? undefined : value;
  leave(value);
  throw unreadable(kind);
}

function readMany(
  kind: Kind,
  reader: Reader | undefined,
  claims: AccessTokenClaims,
): readonly string[] | undefined {
  const value = attempt(kind, reader, claims);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (isList) return value;
  leave(value);
  throw unreadable(kind);
}

function attempt(kind: Kind, reader: Reader | undefined, claims: AccessTokenClaims): unknown {
  try {
    return reader?.(claims) ?? undefined;
  } catch (error) {
    throw unreadable(kind, error);
  }
}

function unreadable(kind: Kind, cause?: unknown): InvalidTokenError {
  return new InvalidTokenError('claim', { check: `standing.${kind}`, cause });
}
