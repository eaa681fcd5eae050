/** Where a host is, as far as its spelling tells: a name that is none of these may be anywhere. */
export type HostPlace = 'loopback' | 'link-local' | 'elsewhere';

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/;

/**
 * Whether a host never leaves the machine, so that http to it is as good as https (RFC 8252 §8.3). Only what no DNS
 * server is asked for: `localhost`, 127.0.0.0/8 and `::1`, not `*.localhost`.
 *
 * @param hostname - As `URL.hostname` spells it, which is where 127.1, 0x7f.1 and the like become plain.
 * @example
 * const isLocal = isLoopbackHost(new URL('http://127.0.0.1:3300').hostname); // true
 */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || IPV4.exec(hostname)?.[1] === '127';
}

/**
 * Whether an address, as text, is that of a server on this machine, by {@link isLoopbackHost}.
 *
 * @example
 * if (!isLoopbackUrl(issuer)) console.warn('This issuer is somebody else’s machine.');
 */
export function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopbackHost(new URL(text).hostname);
}

/**
 * Where a host is that somebody else has named. Wider than {@link isLoopbackHost}: here every spelling counts that ends
 * up on this machine or on its link, also those that reach it by way of a resolver or inside an IPv6 address.
 *
 * @param hostname - As `URL.hostname` spells it.
 */
export function placeOf(hostname: string): HostPlace {
  const name = hostname.replace(/\.+$/, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return 'loopback';
  const ipv4 = IPV4.exec(name);
  if (ipv4 !== null) return placeOfIpv4(Number(ipv4[1]), Number(ipv4[2]));
  return name.startsWith('[') ? placeOfIpv6(groupsOf(name.slice(1, -1))) : 'elsewhere';
}

/** RFC 1122 §3.2.1.3, RFC 3927. 0.0.0.0/8 is this host as well, and connects to it. */
function placeOfIpv4(first: number, second: number): HostPlace {
  if (first === 127 || first === 0) return 'loopback';
  return first === 169 && second === 254 ? 'link-local' : 'elsewhere';
}

function placeOfIpv6(groups: readonly number[]): HostPlace {
  const [first = 0] = groups;
  // RFC 4291 §2.5.6: fe80::/10.
  if ((first & 0xff_c0) === 0xfe_80) return 'link-local';
  const head = groups.slice(0, 6).join(':');
  const [high = 0] = groups.slice(6);
  // IPv4 inside IPv6: mapped, compatible (RFC 4291 §2.5.5), translated (RFC 6052 §2.1). `::` and `::1` are among them.
  const carriesIpv4 = ['0:0:0:0:0:65535', '0:0:0:0:0:0', '100:65435:0:0:0:0'].includes(head);
  return carriesIpv4 ? placeOfIpv4(high >> 8, high & 0xff) : 'elsewhere';
}

/** The eight groups of an IPv6 address as a URL spells it: hexadecimal, with at most one `::`. */
function groupsOf(address: string): readonly number[] {
  const [head = [], tail = []] = address
    .split('::')
    .map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - head.length - tail.length;
  return [...head, ...Array.from({ length: missing }, () => '0'), ...tail].map((group) =>
    Number.parseInt(group, 16),
  );
}
