import type { Refusal as RefusalError, RequestLike } from '@acme/token-core';
import { explain, type Finding, type ReportedPlace, toLine } from '@acme/token-core/explain';
import { shownToken, type ShownToken } from '../evidence/shown-token.js';

/** One decision as the page shows it: findings and what rule 33 allows, never a token. */
export interface Case {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly method: string | undefined;
  /** The pattern of the route; never the raw path. */
  readonly route: string | undefined;
  /** `undefined` where the token was accepted. */
  readonly status: number | undefined;
  readonly finding: Finding | undefined;
  readonly token: ShownToken | undefined;
  /** What stood in the place of credentials, in words. */
  readonly credentials: string;
  /** The scopes that the route names. */
  readonly required: readonly string[];
  /** Every `iss` that the verifier accepts. */
  readonly issuers: readonly string[];
  /** The resource indicator. */
  readonly indicator: string | undefined;
  /** By how many seconds the clock here is ahead of the authorization server's, where that is known. */
  readonly clockOffset: number | undefined;
}

/** A refusal, or an outage, that the page keeps. */
export interface KeptRefusal extends Case {
  readonly id: number;
  readonly reason: string;
}

const LONGEST_ROUTE = 120;

/** The method and the route of a decision, as they may be shown. */
function whereOf({ method, request, route }: ReportedPlace): Pick<Case, 'method' | 'route'> {
  const verb = method ?? request?.method;
  return {
    method: typeof verb === 'string' && /^[A-Z]{1,10}$/.test(verb) ? verb : undefined,
    route: typeof route === 'string' ? toLine(route, LONGEST_ROUTE) : undefined,
  };
}

/** What is kept of a decision. Reads the request now, and holds nothing of it. */
export function keep(error: RefusalError, place: ReportedPlace, at: number): Omit<KeptRefusal, 'id'> {
  const { request, verifier, evidence } = place;
  const more = evidence?.();
  const finding = explain(error, {
    request,
    verifier,
    keys: more?.keys,
    clock: { now: at, ...more?.clock },
  });
  return {
    at,
    ...whereOf(place),
    status: error.status,
    reason: error.reason,
    finding,
    token: request && shownToken(request),
    credentials: describeCredentials(request),
    required: (error.required ?? []).map((scope) => toLine(scope)),
    ...factsOf(verifier, more?.keys?.clockOffset),
  };
}

/** What the page shows of a verifier. */
export function factsOf(
  verifier: ReportedPlace['verifier'],
  clockOffset?: number,
): Pick<Case, 'issuers' | 'indicator' | 'clockOffset'> {
  const { issuers = [], resource } = verifier ?? {};
  const indicator = typeof resource === 'string' ? resource : resource?.indicator;
  return {
    issuers: issuers.map((issuer) => toLine(issuer)),
    indicator: indicator === undefined ? undefined : toLine(indicator),
    clockOffset: clockOffset ?? offsetOf(verifier),
  };
}

function offsetOf(verifier: ReportedPlace['verifier']): number | undefined {
  try {
    return verifier?.state?.().clockOffset;
  } catch {
    // A source that somebody wrote by hand.
    return undefined;
  }
}

/** Rule 33: of what stands in the place of credentials its length, and whether it is Bearer. The finding says the rest. */
export function describeCredentials(request: RequestLike | undefined): string {
  const value = authorizationOf(request);
  if (value === undefined) return 'no Authorization header';
  const [, credentials] = /^\s*bearer\s+(.*)$/is.exec(value) ?? [];
  return credentials === undefined
    ? `Authorization without Bearer, ${value.length} characters`
    : `Bearer, ${credentials.trim().length} characters`;
}

function authorizationOf(request: RequestLike | undefined): string | undefined {
  const headers: unknown = request?.headers;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value: unknown =
    headers instanceof Headers ? headers.get('authorization') : Reflect.get(headers, 'authorization');
  return typeof value === 'string' ? value : undefined;
}
