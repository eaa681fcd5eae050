import { fail, kind, milliseconds, number, type Reader, readOptions, withFunctions } from '../../options.js';
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

function readers() {
  return {
    // Looked up at each call and called without an owner, as Workers ask for.
    fetch: kind<FetchFunction>('function', (url, init) => globalThis.fetch(url, init)),
    timeout: milliseconds(0.01, 30, 5),
    maxBytes: number(1024, 16_777_216, 1_048_576, 'bytes'),
    freshFor: milliseconds(1, 86_400, 600),
    // Bounded by freshFor, so it is read after it.
    minFreshFor: (value: unknown): unknown => value,
    staleIfError: milliseconds(0, 604_800, 3600),
    httpHosts: readHttpHosts,
    initialKeys(value: unknown, option: string): JsonWebKeySet | undefined {
      if (value === undefined || isJsonWebKeySet(value)) return value;
      return fail(option, 'a JWK Set, { "keys": [ … ] }', value);
    },
    store: withFunctions<KeyStore>(['get', 'set'], 'an object with the functions get and set'),
    onEvent: kind<KeyEventListener | undefined>('function', undefined),
  } satisfies { readonly [Name in keyof RemoteKeysOptions]-?: Reader<unknown> };
}

/** Checks the options once, at start. */
export function readRefreshSettings(owner: string, given: RemoteKeysOptions = {}): RefreshSettings {
  const options = readOptions(owner, given, readers());
  const longest = options.freshFor / 1000;
  const shortest = milliseconds(1, longest, Math.min(60, longest));
  return { ...options, minFreshFor: shortest(options.minFreshFor, 'minFreshFor') };
}
