import { expectKind, expectNumber, expectOptions, fail, seconds } from '../../options.js';
import { type HttpHosts, readHttpHosts } from './address.js';
import type { KeyEventListener } from './events.js';
import type { FetchFunction } from './fetch.js';
import { isJsonWebKeySet, type JsonWebKeySet } from '../key-set.js';
import type { KeyStore } from './store.js';

/** Settings of {@link remoteKeys} and {@link discoveredKeys}. Times in seconds. */
export interface RemoteKeysOptions {
  /** What fetches. Default: the platform's `fetch`. */
  readonly fetch?: FetchFunction;
  /** For one attempt over headers and body together. Default 5; 0.01 to 30. */
  readonly timeout?: number;
  /** Largest body, decompressed, in bytes. Default 1 MiB (1048576); 1024 to 16 MiB. */
  readonly maxBytes?: number;
  /** How long a fetched set counts as fresh. Default 600; 1 to 86400. A caching header may shorten it. */
  readonly freshFor?: number;
  /** How far a caching header (RFC 9111) may shorten `freshFor`. Default 60, or `freshFor` if that is less. */
  readonly minFreshFor?: number;
  /** How long the last good set serves on past its freshness while the endpoint fails. Default 3600; 0 to 604800. */
  readonly staleIfError?: number;
  /**
   * Hosts that keys may be fetched from by plain http, beside loopback: for containers in development, such as
   * `['logto:3001']`. Each as it stands in the address, with its port where that is not 80. Whoever is on the way to one
   * can sign tokens of their own. Default: none.
   */
  readonly httpHosts?: readonly string[];
  /** Keys to use from the start, until the first fetch succeeds: no cold request waits. Default: none. */
  readonly initialKeys?: JsonWebKeySet;
  /** Where the last good set is kept for processes and isolates that start cold. Default: none. */
  readonly store?: KeyStore;
  /** Told of refreshes, rotations, failures and stale service. Default: nobody. */
  readonly onEvent?: KeyEventListener;
}

/** The settings in milliseconds, with every default in place. */
export interface RefreshSettings {
  readonly fetch: FetchFunction;
  readonly timeout: number;
  readonly maxBytes: number;
  readonly freshFor: number;
  readonly minFreshFor: number;
  readonly staleIfError: number;
  readonly httpHosts: HttpHosts;
  readonly initialKeys: JsonWebKeySet | undefined;
  readonly store: KeyStore | undefined;
  readonly onEvent: KeyEventListener | undefined;
}

const KNOWN: readonly (keyof RemoteKeysOptions)[] = [
  'fetch',
  'timeout',
  'maxBytes',
  'freshFor',
  'minFreshFor',
  'staleIfError',
  'httpHosts',
  'initialKeys',
  'store',
  'onEvent',
];

/** Checks the options once, at start. */
export function readRefreshSettings(owner: string, given: RemoteKeysOptions = {}): RefreshSettings {
  const options = expectOptions<RemoteKeysOptions>(owner, given, KNOWN);
  const { initialKeys, store } = options;
  if (initialKeys !== undefined && !isJsonWebKeySet(initialKeys)) {
    fail('initialKeys', 'a JWK Set, { "keys": [ … ] }', initialKeys);
  }
  if (store !== undefined && (typeof store?.get !== 'function' || typeof store.set !== 'function')) {
    fail('store', 'an object with the functions get and set', store);
  }
  const freshFor = expectNumber('freshFor', options.freshFor, seconds(1, 86_400), 600);
  const minFreshFor = expectNumber(
    'minFreshFor',
    options.minFreshFor,
    seconds(1, freshFor),
    Math.min(60, freshFor),
  );
  return {
    // Looked up at each call and called without an owner, as Workers ask for.
    fetch: expectKind('fetch', options.fetch, 'function', (url, init) => globalThis.fetch(url, init)),
    timeout: expectNumber('timeout', options.timeout, seconds(0.01, 30), 5) * 1000,
    maxBytes: expectNumber(
      'maxBytes',
      options.maxBytes,
      { min: 1024, max: 16 * 1_048_576, unit: 'bytes', whole: true },
      1_048_576,
    ),
    freshFor: freshFor * 1000,
    minFreshFor: minFreshFor * 1000,
    staleIfError: expectNumber('staleIfError', options.staleIfError, seconds(0, 604_800), 3600) * 1000,
    httpHosts: readHttpHosts(options.httpHosts),
    initialKeys,
    store,
    onEvent: expectKind('onEvent', options.onEvent, 'function', undefined),
  };
}
