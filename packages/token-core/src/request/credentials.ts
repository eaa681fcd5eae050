import { InvalidRequestError, InvalidTokenError, MissingTokenError } from '../errors.js';
import { fail } from '../options.js';
import { findField, REPEATED } from './fields.js';

/** Headers as `fetch` has them, or as a plain object: names in any case, repeated ones as a list. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * The part of a request that a decision reads. The requests of `fetch`, Node.js, Express, Fastify, NestJS
 * and Hono (`c.req.raw`) fit as they are.
 */
export interface RequestLike {
  /** The header fields: `Headers` of `fetch`, or an object of fields with names in any case. */
  readonly headers: HeadersLike;
  /** The method, as it came in. */
  readonly method?: string | undefined;
  /** The target, as it came in; whole with `fetch`, without its host in Node.js. */
  readonly url?: string | undefined;
  /** What the router has found in the path, decoded once. */
  readonly params?: unknown;
  /** Names and values in turn, as they came in: the only place where Node.js shows a repeated header. */
  readonly rawHeaders?: readonly string[] | undefined;
  /** The request that a framework has wrapped (Fastify). */
  readonly raw?: { readonly rawHeaders?: readonly string[] | undefined } | undefined;
}

export const AUTHORIZATION = 'authorization';
const SCHEME = 'bearer';
/** What a small letter of ASCII has more than its capital. */
const CASE = 0x20;
const SPACE = 0x20;
const TAB = 0x09;
/** The bound where a verifier, written by hand, names none. */
export const MAX_TOKEN_LENGTH = 16_384;
/** RFC 9110 §5.6.2: what schemes and the names of fields are made of. */
export const TOKEN_CHARACTERS = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
// RFC 9110 §11.2, §11.4: after a comma, credentials go on with a parameter. `fetch` joins repeated headers by one too.
const MORE_CREDENTIALS = /,(?![ \t]*[A-Za-z0-9!#$%&'*+\-.^_`|~]+[ \t]*=)/;
const QUOTED = /"[^"]*"/g;
// RFC 6750 §2.1: b64token.
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * What follows the scheme in the value of an Authorization header (RFC 6750 §2.1); {@link checkTokenSyntax} says whether
 * it is one token.
 *
 * @param maxTokenLength - The header has the same bound, plus its scheme: blanks count.
 * @throws MissingTokenError when there is nothing in it, or credentials of another scheme.
 * @throws InvalidRequestError when it does not begin with a scheme, or is longer and of several values.
 * @throws InvalidTokenError `malformed` when it is longer.
 */
export function readBearerCredentials(value: string, maxTokenLength = MAX_TOKEN_LENGTH): string {
  const start = skipBlanks(value, 0);
  if (start === value.length) throw new MissingTokenError({ check: 'empty' });
  const end = skipBlanksBack(value, start);
  let from = start + SCHEME.length;
  if (!hasScheme(value, start) || (from < end && value.charCodeAt(from) !== SPACE)) {
    throw otherScheme(value.slice(start, end).split(' ', 1)[0] as string, value);
  }
  const bound = SCHEME.length + 1 + maxTokenLength;
  if (value.length > bound) throw tooLong(value, bound);
  while (value.charCodeAt(from) === SPACE) from++;
  const credentials = value.slice(from, end);
  // V8 keeps the whole header alive behind a part of it; whoever remembers a token must not remember its blanks.
  // Stryker disable next-line ConditionalExpression,EqualityOperator,ArithmeticOperator: a copy is the same text.
  return value.length - credentials.length > bound - maxTokenLength
    ? ` ${credentials}`.slice(1)
    : credentials;
}

/**
 * Gives the credentials back if they are one token, as far as RFC 6750 §2.1 says what one looks like.
 *
 * @throws InvalidRequestError when they are not.
 */
export function checkTokenSyntax(credentials: string): string {
  if (TOKEN.test(credentials)) return credentials;
  throw broken('syntax');
}

/** RFC 9110 §11.1: a scheme has no case. Letter by letter: at each request, a part of the text costs more to cut out and compare. */
function hasScheme(value: string, start: number): boolean {
  for (let index = 0; index < SCHEME.length; index++) {
    if ((value.charCodeAt(start + index) | CASE) !== SCHEME.charCodeAt(index)) return false;
  }
  return true;
}

function otherScheme(scheme: string, value: string): InvalidRequestError | MissingTokenError {
  if (!TOKEN_CHARACTERS.test(scheme)) return broken('begin');
  if (MORE_CREDENTIALS.test(value.replaceAll(QUOTED, ''))) return broken('repeated');
  return new MissingTokenError({ check: 'scheme' });
}

/** Where repeated headers only show joined, two of them are what they are on every other host. */
function tooLong(value: string, expected: number): InvalidRequestError | InvalidTokenError {
  if (value.includes(',')) return broken('repeated');
  return new InvalidTokenError('malformed', { check: 'header_length', expected, found: value.length });
}

/** A browser sends cookies by itself, so a token in one does not show who asked. */
export const COOKIE = /^(?:set-)?cookie$/i;

/** A field of its own holds a token alone, or with the scheme as Authorization does. */
const NEEDS_NO_SCHEME = /^[ \t]*(?:bearer |$)/i;

/**
 * The credentials of a request, out of the one field that a verifier reads.
 *
 * @throws as {@link readAuthorization} and {@link readBearerCredentials}; TypeError for a verifier, written by hand, that names
 *   a cookie.
 */
export function readCredentials(
  request: RequestLike,
  { tokenHeader, maxTokenLength }: CredentialSettings,
): string {
  if (tokenHeader && COOKIE.test(tokenHeader)) fail('tokenHeader', 'another field than Cookie');
  const value = readAuthorization(request, tokenHeader);
  const isBare = tokenHeader !== undefined && !NEEDS_NO_SCHEME.test(value);
  return readBearerCredentials(isBare ? `Bearer ${value}` : value, maxTokenLength);
}

interface CredentialSettings {
  readonly tokenHeader?: string | undefined;
  readonly maxTokenLength?: number;
}

/**
 * The value of the one Authorization header of a request, or of another field. Never reads a query, a form or a cookie.
 *
 * @throws MissingTokenError when there is none, or no headers at all.
 * @throws InvalidRequestError when it is repeated, or no text.
 */
export function readAuthorization(request: RequestLike, field = AUTHORIZATION): string {
  const value = readHeader(request, field);
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) throw new MissingTokenError({ check: 'absent' });
  if (!Array.isArray(value)) throw broken('value');
  if (value.length > 1) throw broken('repeated');
  if (value.length === 0) throw new MissingTokenError({ check: 'absent' });
  const only: unknown = value[0];
  if (typeof only !== 'string') throw broken('value');
  return only;
}

function readHeader(request: unknown, field: string): unknown {
  let value: unknown;
  try {
    value = findField(request, field);
  } catch (error) {
    throw new InvalidRequestError({ check: 'value', cause: error });
  }
  if (value === REPEATED) throw broken('repeated');
  return value;
}

/** RFC 9110 §5.5: white space around a field value is not part of it. Loops, since a pattern would take quadratic time. */
function skipBlanks(value: string, from: number): number {
  let index = from;
  while (isBlank(value.charCodeAt(index))) index++;
  return index;
}

function skipBlanksBack(value: string, start: number): number {
  let index = value.length;
  while (index > start && isBlank(value.charCodeAt(index - 1))) index--;
  return index;
}

function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

function broken(check: string): InvalidRequestError {
  return new InvalidRequestError({ check });
}
