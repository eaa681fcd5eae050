import { isPromise, leave } from '../after.js';
import { isObject, type JsonObject, member, own } from '../json.js';
import { fail } from '../options.js';
import { type RequestLike, TOKEN_CHARACTERS } from '../request/credentials.js';
import { readField, readHost } from '../request/fields.js';

/**
 * Where a request names the organization that it is about. What stands there is compared exactly with the organization of
 * the token; nothing there, an empty value, a repeated one, or one that is no text is refused.
 *
 * - `{ param: 'organizationId' }`: this parameter of the route's path, after the router's one decoding.
 * - `{ header: 'x-organization' }`: the one field of this name. Its value holds no comma, since hosts join repeated fields
 *   by one.
 * - `{ subdomainOf: 'example.com' }`: the one label before this host, in lower case. The request's own host counts; a
 *   forwarded one is never read.
 * - a function of the request, which returns the name at once.
 */
export type OrganizationPlace =
  | { readonly param: string }
  | { readonly header: string }
  | { readonly subdomainOf: string }
  | ((request: RequestLike) => string | undefined);

// RFC 1123 §2.1, and no address: its last label begins with a letter.
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z](?:[a-z0-9-]*[a-z0-9])?$/;
const EXPECTED =
  "'none', 'any', 'required' or one place, such as { param: 'organizationId' }, { header }, { subdomainOf }, or a function";

/** Checks a place and copies it. @throws TypeError that names what is wrong with it. */
export function checkPlace(value: unknown): OrganizationPlace {
  if (typeof value === 'function') return value as (request: RequestLike) => string | undefined;
  const names = isObject(value) ? Reflect.ownKeys(value) : [];
  const name = names[0];
  if (names.length !== 1 || name === undefined) fail('organization', EXPECTED, value);
  // Of a getter there is no value.
  const text: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  switch (name) {
    case 'param':
      if (typeof text !== 'string' || text === '')
        fail('organization.param', 'the name of a parameter', text);
      return Object.freeze({ param: text });
    case 'header':
      if (
        typeof text !== 'string' ||
        !TOKEN_CHARACTERS.test(text) ||
        /^(?:forwarded|x-forwarded-.*|authorization|cookie)$/i.test(text)
      ) {
        fail(
          'organization.header',
          'the name of a header field that the client of this API sets for this',
          text,
        );
      }
      return Object.freeze({ header: text.toLowerCase() });
    case 'subdomainOf':
      if (typeof text !== 'string' || !HOST_NAME.test(text)) {
        fail('organization.subdomainOf', 'a host name in lower case, such as example.com', text);
      }
      return Object.freeze({ subdomainOf: text });
    default:
      return fail('organization', EXPECTED, value);
  }
}

/**
 * What stands at the place; `undefined` for whatever is not one non-empty text.
 *
 * @throws TypeError for a function that gives a promise.
 */
export function readPlace(place: OrganizationPlace, request: RequestLike): string | undefined {
  let value: unknown;
  try {
    value = leave(valueAt(place, request));
  } catch {
    // The function, or the request itself, failed over what the client sent: nothing is named.
    return undefined;
  }
  if (isPromise(value)) {
    throw new TypeError('organization: expected a function that returns a name, found a promise');
  }
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function valueAt(place: OrganizationPlace, request: RequestLike): unknown {
  if (typeof place === 'function') return place(request);
  if ('param' in place) return paramOf(request, place.param);
  if ('header' in place) {
    const value = readField(request, place.header);
    return value?.includes(',') ? undefined : value;
  }
  return subdomainOf(readHost(request), place.subdomainOf);
}

function paramOf(request: RequestLike, name: string): unknown {
  // Not what stands on a polluted `Object.prototype` (rule 3).
  const params = member(request, 'params');
  return isObject(params) ? own(params as JsonObject, name) : undefined;
}

function subdomainOf(host: string | undefined, parent: string): string | undefined {
  if (host === undefined || !host.endsWith(`.${parent}`)) return undefined;
  const label = host.slice(0, -parent.length - 1);
  return label.includes('.') ? undefined : label;
}
