import type { RequestLike } from '@acme/token-core';
import { type Finding, toLine, type VerifierFacts } from '@acme/token-core/explain';
import type { ShownToken } from './shown-token.js';

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

/** What the page shows of a verifier. */
export function factsOf(
  verifier: VerifierFacts | undefined,
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

function offsetOf(verifier: VerifierFacts | undefined): number | undefined {
  try {
    return verifier?.state?.().clockOffset;
  } catch {
    // A source that somebody wrote by hand.
    return undefined;
  }
}

/**
 * Rule 33: of what stands in the place of credentials its length, and whether it is Bearer. The finding says the rest.
 *
 * @param field - Where the verifier reads them, in lower case.
 */
export function describeCredentials(request: RequestLike | undefined, field = 'authorization'): string {
  const value = fieldOf(request, field);
  const name = field === 'authorization' ? 'Authorization' : field;
  if (value === undefined) return `no ${name} header`;
  const [, credentials] = /^\s*bearer\s+(.*)$/is.exec(value) ?? [];
  return credentials === undefined
    ? `${name} without Bearer, ${value.length} characters`
    : `Bearer, ${credentials.trim().length} characters`;
}

function fieldOf(request: RequestLike | undefined, field: string): string | undefined {
  const headers: unknown = request?.headers;
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value: unknown = headers instanceof Headers ? headers.get(field) : Reflect.get(headers, field);
  return typeof value === 'string' ? value : undefined;
}
