import { type JsonWebKeySet, UsableKeys } from '../key-set.js';
import type { KeyRequest } from '../source.js';
import type { JsonAnswer } from './fetch.js';
import type { RefreshSettings } from './options.js';
import type { KeyRecord } from './store.js';

/** A background refresh starts when this much of the freshness has gone. */
const REFRESH_AHEAD = 0.8;

/** A key set and until when it serves. Times in milliseconds since the epoch. */
export interface HeldKeys {
  readonly set: UsableKeys;
  /** `undefined` for keys supplied at start, whose age nobody knows. */
  readonly fetchedAt: number | undefined;
  /** From here on a request starts a refresh that it does not wait for. */
  readonly refreshAt: number;
  /** Up to here the set is as good as new. */
  readonly freshUntil: number;
  /** Up to here it serves on while the endpoint fails. */
  readonly staleUntil: number;
  /** When it was published, by the clock of the authorization server; `undefined` where it did not say. */
  readonly publishedAt: number | undefined;
  /** How far the clock here was ahead of the authorization server's, however far; `undefined` where it did not say. */
  readonly clockOffset: number | undefined;
}

/** How far the authorization server's clock may be from ours before neither tells anything about the other. */
const SAME_DAY = 86_400_000;
/** How much earlier than the set a token must be that its key would be in it: for clocks, and for caches on the way. */
const LEAD = 60_000;

/** What an answer tells of the clock that sent it: milliseconds since the epoch. */
export type AnswerDates = Pick<JsonAnswer, 'madeAt' | 'sentAt'>;

/** A set that was fetched, by this process or by the one that stored it. */
export function holdFetched(
  record: KeyRecord,
  settings: RefreshSettings,
  previous?: HeldKeys,
  { madeAt: publishedAt, sentAt }: Partial<AnswerDates> = {},
): HeldKeys {
  const { fetchedAt } = record;
  const freshFor = Math.min(record.freshFor, settings.freshFor);
  const freshUntil = fetchedAt + freshFor;
  return {
    set: new UsableKeys(record.jwks, previous?.set),
    fetchedAt,
    refreshAt: fetchedAt + freshFor * REFRESH_AHEAD,
    freshUntil,
    staleUntil: freshUntil + settings.staleIfError,
    publishedAt: Math.abs((publishedAt ?? Infinity) - fetchedAt) < SAME_DAY ? publishedAt : undefined,
    // What an earlier answer told holds where this one tells nothing.
    clockOffset: sentAt === undefined ? previous?.clockOffset : fetchedAt - sentAt,
  };
}

/** Keys supplied at start: used until the first fetch succeeds, which is due at once. */
export function holdInitial(jwks: JsonWebKeySet): HeldKeys {
  return {
    set: new UsableKeys(jwks),
    fetchedAt: undefined,
    refreshAt: -Infinity,
    freshUntil: Infinity,
    staleUntil: Infinity,
    publishedAt: undefined,
    clockOffset: undefined,
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

/**
 * Whether a token was issued so long before the set was published that its key would be in it. Whoever forges a time gains
 * an earlier refusal.
 */
export function isOlderThanSet(
  { publishedAt, fetchedAt = Infinity }: HeldKeys,
  { now, unverified }: KeyRequest,
): boolean {
  // A clock that was set back since tells nothing about what was before.
  if (publishedAt === undefined || now() < fetchedAt) return false;
  const issuedAt = unverified?.().issuedAt;
  return issuedAt !== undefined && issuedAt * 1000 < publishedAt - LEAD;
}
