import { InvalidRequestError, MissingTokenError } from '../errors.js';

/** Headers as `fetch` has them, or as Node.js has them: names in lower case, repeated ones as a list. */
export type HeadersLike =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined };

/**
 * The part of a request that authentication reads. The requests of `fetch`, Node.js, Express, Fastify, NestJS
 * and Hono (`c.req.raw`) fit as they are.
 */
export interface RequestLike {
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

const AUTHORIZATION = 'authorization';
const SPACE = 0x20;
const TAB = 0x09;
// RFC 9110 §5.6.2.
const SCHEME = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/;
// RFC 9110 §11.2, §11.4: after a comma, credentials go on with a parameter. `fetch` joins repeated headers by one too.
const MORE_CREDENTIALS = /,(?![ \t]*[A-Za-z0-9!#$%&'*+\-.^_`|~]+[ \t]*=)/;
const QUOTED = /"[^"]*"/g;
// RFC 6750 §2.1: b64token.
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * What follows the scheme in the value of an Authorization header (RFC 6750 §2.1); {@link checkTokenSyntax} says whether
 * it is one token.
 *
 * @throws MissingTokenError when there is nothing in it, or credentials of another scheme.
 * @throws InvalidRequestError when it does not begin with a scheme.
 */
export function readBearerCredentials(value: string): string {
  const start = skipBlanks(value, 0);
  if (start === value.length) throw new MissingTokenError({ hint: 'The Authorization header is empty.' });
  const end = skipBlanksBack(value, start);
  const space = value.indexOf(' ', start);
  const scheme = value.slice(start, space < 0 || space > end ? end : space);
  // RFC 9110 §11.1: a scheme has no case.
  if (scheme !== 'Bearer' && scheme.toLowerCase() !== 'bearer') throw otherScheme(scheme, value);
  let from = start + scheme.length;
  while (value.charCodeAt(from) === SPACE) from++;
  return value.slice(from, end);
}

/**
 * Gives the credentials back if they are one token, as far as RFC 6750 §2.1 says what one looks like.
 *
 * @throws InvalidRequestError when they are not.
 */
export function checkTokenSyntax(credentials: string): string {
  if (TOKEN.test(credentials)) return credentials;
  throw brokenCredentials(
    '`Bearer` is not followed by exactly one token; is a placeholder, a quote or a second value in the header?',
  );
}

function otherScheme(scheme: string, value: string): InvalidRequestError | MissingTokenError {
  if (!SCHEME.test(scheme))
    return brokenCredentials('The Authorization header does not begin with a scheme.');
  if (MORE_CREDENTIALS.test(value.replaceAll(QUOTED, ''))) return repeated();
  return new MissingTokenError({ hint: 'The Authorization header is of another scheme than Bearer.' });
}

/**
 * The value of the one Authorization header of a request. Never reads a query, a form or a cookie.
 *
 * @throws MissingTokenError when there is none.
 * @throws InvalidRequestError when it is repeated.
 */
export function readAuthorization({ headers, rawHeaders, raw }: RequestLike): string {
  const value = isFetchHeaders(headers) ? headers.get(AUTHORIZATION) : headers[AUTHORIZATION];
  // Node.js drops all but the first from `headers`; `fetch` joins them with a comma, which no token has.
  const asSent = rawHeaders ?? raw?.rawHeaders;
  if (asSent !== undefined && countAuthorization(asSent) > 1) throw repeated();
  if (typeof value === 'string') return value;
  if (value) {
    if (value.length > 1) throw repeated();
    if (value[0] !== undefined) return value[0];
  }
  throw new MissingTokenError({
    hint: 'The request has no Authorization header: send `Authorization: Bearer <access token>`.',
  });
}

function isFetchHeaders(headers: HeadersLike): headers is { get(name: string): string | null | undefined } {
  return typeof headers['get'] === 'function';
}

function countAuthorization(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === AUTHORIZATION.length && name.toLowerCase() === AUTHORIZATION) count++;
  }
  return count;
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

function repeated(): InvalidRequestError {
  return brokenCredentials('The request has more than one Authorization header.');
}

function brokenCredentials(hint: string): InvalidRequestError {
  return new InvalidRequestError({ hint });
}
