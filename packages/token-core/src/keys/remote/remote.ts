import { expectKeyAddress } from './address.js';
import { fetchJson } from './fetch.js';
import { RefreshingKeys } from './refreshing.js';
import { readRefreshSettings, type RemoteKeysOptions } from './options.js';
import type { KeySource } from '../source.js';

/** RFC 7517 §8.5.2. */
export const KEY_SET_TYPES = 'application/jwk-set+json, application/json';

/**
 * Keys from the address of a JWK Set. Fetched when the first token needs them, then kept fresh.
 *
 * @param url - https, or http on loopback and the option `httpHosts`.
 * @throws TypeError when the address or an option is not acceptable.
 * @example
 * const keys = remoteKeys('https://tenant.logto.app/oidc/jwks', { onEvent: (event) => console.log(event.type) });
 */
export function remoteKeys(url: string | URL, options?: RemoteKeysOptions): KeySource {
  const settings = readRefreshSettings('remoteKeys', options);
  const text = url instanceof URL ? url.href : url;
  const address = expectKeyAddress('remoteKeys: url', text, settings.httpHosts);
  return new RefreshingKeys(
    { address, load: (limits) => fetchJson(address, KEY_SET_TYPES, limits) },
    settings,
  );
}
