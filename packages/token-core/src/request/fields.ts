import { leave } from '../after.js';
import { isJsonObject, isObject, member, own } from '../json.js';
import type { RequestLike } from './credentials.js';

/** What stands where a field was sent more than once, and its host shows it. */
export const REPEATED: unique symbol = Symbol('repeated');

/**
 * What a request shows of one header field: its value, a list of values, `undefined` when there is none, or {@link REPEATED}.
 * Headers are anything, so also a thing whose members throw: then this throws.
 *
 * @param name - In lower case.
 */
export function findField(request: unknown, name: string): unknown {
  if (!isObject<UnknownMembers>(request)) return undefined;
  const headers = POLLUTED.headers !== undefined ? member(request, 'headers') : request.headers;
  if (!isObject<UnknownMembers>(headers)) return undefined;
  // Of some fields Node.js keeps the first alone in `headers`; `fetch` joins them with a comma.
  const asSent = rawHeadersOf(request);
  if (asSent !== undefined && countField(asSent, name) > 1) return REPEATED;
  const get = POLLUTED.get !== undefined ? member(headers, 'get') : headers.get;
  if (typeof get === 'function') return leave((get as (name: string) => unknown).call(headers, name));
  if (asSent !== undefined) return isJsonObject(headers) ? own(headers, name) : undefined;
  return findInAnyCase(headers, name);
}

type UnknownMembers = Readonly<Record<'headers' | 'get' | 'rawHeaders' | 'raw', unknown>>;

/** Where nothing stands in it, what is read is the object's or its class's. Read, since V8 tells slowly what is not `in` an object. */
const POLLUTED = Object.prototype as Partial<UnknownMembers>;

/** The value of the one field of this name; `undefined` when there is none, when it is repeated, or when it is no text. */
export function readField(request: RequestLike, name: string): string | undefined {
  const value = fieldOrNothing(request, name);
  const only: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return typeof only === 'string' ? only : undefined;
}

function fieldOrNothing(request: RequestLike, name: string): unknown {
  try {
    return findField(request, name);
  } catch {
    return undefined;
  }
}

/**
 * The host that a request is sent to, in lower case and without its port: the Host field, `:authority` in HTTP/2, or the host of
 * an absolute address (RFC 9110 §7.2). `undefined` when there is none or when two of them differ. A forwarded host is not
 * read: whoever sends the request writes it.
 */
export function readHost(request: RequestLike): string | undefined {
  if (fieldOrNothing(request, 'host') === REPEATED) return undefined;
  const authorities = [
    readField(request, 'host'),
    http2Authority(request),
    authorityOf(member(request, 'url')),
  ];
  const hosts = authorities.filter((authority) => authority !== undefined).map((text) => hostNameOf(text));
  return hosts.every((host) => host === hosts[0]) ? hosts[0] : undefined;
}

/** Node.js shows it as a field; `Headers` would throw for such a name. */
function http2Authority({ headers }: RequestLike): string | undefined {
  const value: unknown = Object.hasOwn(headers, ':authority')
    ? Reflect.get(headers, ':authority')
    : undefined;
  return typeof value === 'string' ? value : undefined;
}

function authorityOf(url: unknown): string | undefined {
  return typeof url === 'string' ? /^https?:\/\/([^/?#]*)/i.exec(url)?.[1] : undefined;
}

// RFC 1123 §2.1 host name, with RFC 3986 §3.2.3 port. What is more is nobody's subdomain.
const AUTHORITY = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d{1,5})?$/;

function hostNameOf(authority: string): string | undefined {
  return AUTHORITY.exec(authority.toLowerCase())?.[1];
}

function rawHeadersOf(request: UnknownMembers): readonly unknown[] | undefined {
  const isPolluted = POLLUTED.rawHeaders !== undefined || POLLUTED.raw !== undefined;
  const asSent = isPolluted ? member(request, 'rawHeaders') : request.rawHeaders;
  if (Array.isArray(asSent)) return asSent as readonly unknown[];
  const raw = isPolluted ? member(request, 'raw') : request.raw;
  if (!isObject<UnknownMembers>(raw)) return undefined;
  const wrapped = isPolluted ? member(raw, 'rawHeaders') : raw.rawHeaders;
  return Array.isArray(wrapped) ? (wrapped as readonly unknown[]) : undefined;
}

/** RFC 9110 §5.1: a field name has no case. */
function findInAnyCase(headers: object, name: string): unknown {
  let found: unknown;
  for (const [field, value] of Object.entries(headers)) {
    if (!isField(field, name) || value === undefined || value === null) continue;
    if (found !== undefined) return REPEATED;
    found = value;
  }
  return found;
}

function countField(rawHeaders: readonly unknown[], name: string): number {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (isField(rawHeaders[index], name)) count++;
  }
  return count;
}

function isField(field: unknown, name: string): boolean {
  if (typeof field !== 'string' || field.length !== name.length) return false;
  return field === name || field.toLowerCase() === name;
}
