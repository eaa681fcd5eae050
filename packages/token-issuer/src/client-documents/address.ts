import { BlockList, isIP } from 'node:net';

/** The longest client id that may be an address, in characters. */
const LONGEST_ADDRESS = 2048;
/** Blanks, control characters and backslashes, which a URL parser takes away or turns round. */
const FORBIDDEN = /[\0-\x20\\\x7F]/;
const DOT_SEGMENT = /^(?:\.|%2e){1,2}$/i;

/** Networks that are nobody's public address (RFC 6890): a stranger's client id must not make this server ask there. */
const SPECIAL = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  SPECIAL.addSubnet(network, prefix, 'ipv4');
}
/** Global unicast (RFC 4291 §2.4) without what is special in it. */
const PUBLIC_IPV6 = new BlockList();
PUBLIC_IPV6.addSubnet('2000::', 3, 'ipv6');
const SPECIAL_IPV6 = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  SPECIAL_IPV6.addSubnet(network, prefix, 'ipv6');
}

/** Whether everybody means the same machine by an IP address. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !SPECIAL.check(address, 'ipv4');
  return isIP(address) === 6 && PUBLIC_IPV6.check(address, 'ipv6') && !SPECIAL_IPV6.check(address, 'ipv6');
}

/** Where a document is, or why a client id is no address of one. */
export type DocumentAddress = { readonly url: URL; readonly isNamed: boolean } | { readonly problem: string };

/**
 * Reads a client id as the address of a client metadata document (draft-ietf-oauth-client-id-metadata-document §3).
 *
 * @param hosts - Those that were named, with their port where it is not the scheme's own.
 * @returns `undefined` for what does not look like an address.
 */
export function readAddress(id: string, hosts: readonly string[]): DocumentAddress | undefined {
  if (!/^https?:\/\//i.test(id)) return undefined;
  if (id.length > LONGEST_ADDRESS) return { problem: `is longer than ${LONGEST_ADDRESS} characters` };
  if (FORBIDDEN.test(id) || !URL.canParse(id)) return { problem: 'is no URL' };
  const url = new URL(id);
  const [, authority = '', path = ''] = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(id) ?? [];
  // A URL parser reads over further slashes, so that what stands for the path here would be the host there.
  if (authority === '') return { problem: 'is no URL' };
  if (authority.includes('@')) return { problem: 'has a user name in it' };
  if (id.includes('#')) return { problem: 'has a fragment' };
  if (path.split('/').some((segment) => DOT_SEGMENT.test(segment)))
    return { problem: 'has dot segments in its path' };
  if (path === '' || path === '/') return { problem: 'has no path' };
  const port = url.port === '' ? { 'http:': '80', 'https:': '443' }[url.protocol] : url.port;
  const isNamed = hosts.includes(url.host) || hosts.includes(`${url.hostname}:${port}`);
  if (url.protocol === 'http:' && !isNamed) {
    return { problem: `is not https, and the option clientIdDocumentHosts does not name ${url.host}` };
  }
  return { url, isNamed };
}
