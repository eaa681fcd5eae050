import { toLine } from '../../cause.js';
import { isLoopbackHost, placeOf } from '../../hosts.js';
import { expectName, fail } from '../../options.js';

/** Hosts beyond loopback that http is allowed for, each as `URL.host` spells it. */
export type HttpHosts = ReadonlySet<string>;

/**
 * Reads the option `httpHosts`.
 *
 * @throws TypeError when it is not a list of hosts, each with its port where that is not 80.
 */
export function readHttpHosts(given: unknown = []): HttpHosts {
  const expected = "a list of hosts with their ports, such as ['logto:3001']";
  if (!Array.isArray(given)) fail('httpHosts', expected, given);
  return new Set(
    Array.from(given as readonly unknown[], (host) => readHost(host) ?? fail('httpHosts', expected, host)),
  );
}

function readHost(given: unknown): string | undefined {
  if (typeof given !== 'string' || !/^[^\s/?#@\\*]+$/.test(given)) return undefined;
  return URL.canParse(`http://${given}`) ? new URL(`http://${given}`).host : undefined;
}

/**
 * Whether keys may be fetched from here: https, or http that never leaves the machine or goes to a host that the
 * app has named; no credentials inside.
 */
export function isKeyAddress(text: unknown, httpHosts: HttpHosts): text is string {
  // WHATWG URL takes `https:host`, `https:/host` and `\\` as well, and an issuer is compared as it is written.
  if (typeof text !== 'string' || !/^https?:\/\/[^/\\][^\\]*$/i.test(text) || !URL.canParse(text))
    return false;
  const url = new URL(text);
  if (url.username || url.password) return false;
  return url.protocol === 'https:' || isLoopbackHost(url.hostname) || httpHosts.has(url.host);
}

/** Ends the start of the program on an address that keys cannot be fetched from. */
export function expectKeyAddress(option: string, text: unknown, httpHosts: HttpHosts): string {
  const expected = 'an https URL (http for localhost and httpHosts only), without credentials';
  const line = typeof text === 'string' ? toLine(text) : text;
  expectName(option, line, expected);
  // `URL` passes over white space and what is unseen: what is compared as it is written has none.
  if (isKeyAddress(text, httpHosts) && !/[\s\p{C}]/u.test(text)) return text;
  return fail(option, expected, line);
}

/**
 * Whether an issuer may send us to this address for its keys. One elsewhere has no business naming one on this machine
 * or on its link, whatever the scheme: that is how a stranger's document reaches what only this machine can.
 */
export function mayName(issuer: string, address: unknown, httpHosts: HttpHosts): address is string {
  if (!isKeyAddress(address, httpHosts)) return false;
  const [from, to] = [new URL(issuer), new URL(address)];
  const place = placeOf(to.hostname);
  return place === 'elsewhere' || place === placeOf(from.hostname);
}
