import { isLoopbackHost } from '@acme/token-core/adapter';

/** The address is not one that an attack may touch. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

/**
 * Reads an address that requests may be sent to: http or https, on this machine, or on a host that was named.
 *
 * @throws TypeError when it is no such URL; AddressRefused when the host is neither loopback nor allowed.
 */
export function readAddress(option: string, address: string, allowedHosts: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new TypeError(`${option}: expected an http or https URL`);
  }
  if (url.username !== '' || url.password !== '')
    throw new TypeError(`${option}: expected a URL without a user`);
  const isAllowed = isLoopbackHost(url.hostname) || allowedHosts.includes(url.hostname);
  if (isAllowed) return url;
  throw new AddressRefused(
    `${url.hostname} is not this machine. Attack only what is yours; if it is, allow the host ${url.hostname} by name.`,
  );
}
