import { type JsonWebKeySet, KeySet } from '../key-set.js';
import type { RefreshSettings } from './options.js';
import type { KeyRecord } from './store.js';

/** A background refresh starts when this much of the freshness has gone. */
const REFRESH_AHEAD = 0.8;

/** A key set and until when it serves. Times in milliseconds since the epoch. */
export interface HeldKeys {
  readonly set: KeySet;
  /** `undefined` for keys supplied at start, whose age nobody knows. */
  readonly fetchedAt: number | undefined;
  /** From here on a request starts a refresh that it does not wait for. */
  readonly refreshAt: number;
  /** Up to here the set is as good as new. */
  readonly freshUntil: number;
  /** Up to here it serves on while the endpoint fails. */
  readonly staleUntil: number;
}

/** A set that was fetched, by this process or by the one that stored it. */
export function holdFetched(record: KeyRecord, settings: RefreshSettings, previous?: KeySet): HeldKeys {
  const { fetchedAt } = record;
  const freshFor = Math.min(record.freshFor, settings.freshFor);
  const freshUntil = fetchedAt + freshFor;
  return {
    set: KeySet.from(record.jwks, previous),
    fetchedAt,
    refreshAt: fetchedAt + freshFor * REFRESH_AHEAD,
    freshUntil,
    staleUntil: freshUntil + settings.staleIfError,
  };
}

/** Keys supplied at start: used until the first fetch succeeds, which is due at once. */
export function holdInitial(jwks: JsonWebKeySet): HeldKeys {
  return {
    set: KeySet.from(jwks),
    fetchedAt: undefined,
    refreshAt: -Infinity,
    freshUntil: Infinity,
    staleUntil: Infinity,
  };
}

/** Whether a refresh is due. Keys from the future mean that the clock was set back: their age is not known. */
export function isRefreshDue({ refreshAt, fetchedAt = refreshAt }: HeldKeys, now: number): boolean {
  return now >= refreshAt || now < fetchedAt;
}

/** RFC 9111 §5.2.2.1 within bounds: a caching header shortens the freshness, and never turns caching off. */
export function freshnessOf(maxAge: number | undefined, settings: RefreshSettings): number {
  const { freshFor, minFreshFor } = settings;
  return maxAge === undefined ? freshFor : Math.min(freshFor, Math.max(minFreshFor, maxAge * 1000));
}
