import type { Verifier } from '@acme/token-core';
import type { Finding } from '@acme/token-core/explain';
import { explainOpaque } from '../causes/opaque.js';
import { readJwt } from 'local-pages';
import type { Check } from '../report/report.js';
import { boundedFetch, FetchFailure } from './bounded-fetch.js';
import { readDiscovery } from './discovery.js';

/** What the issuer says of a token that is no JWT. */
export interface IssuerAnswer {
  readonly checks: readonly Check[];
  /** Replaces what was only likely. */
  readonly finding: Finding | undefined;
}

/** A text that may stand in a header. */
const SENDABLE = /^[A-Za-z0-9\-._~+/]{8,4096}=*$/;

/**
 * Asks the configured issuer, and nobody else, whether it knows an opaque token: at its userinfo endpoint, where that is on
 * the issuer's own origin. A JWT is not sent: it says everything by itself.
 */
export async function askIssuer(
  text: string,
  verifier: Verifier,
  timeout: number,
): Promise<IssuerAnswer | undefined> {
  const token = text.trim().replace(/^(?:authorization\s*:\s*)?bearer\s+/i, '');
  const [issuer] = verifier.issuers;
  const { indicator } = verifier.resource;
  if (readJwt(token) !== undefined || !SENDABLE.test(token) || issuer === undefined) return undefined;
  const discovery = await readDiscovery(issuer, timeout);
  const endpoint = discovery.ok ? discovery.document['userinfo_endpoint'] : undefined;
  if (
    typeof endpoint !== 'string' ||
    !URL.canParse(endpoint) ||
    new URL(endpoint).origin !== new URL(issuer).origin
  ) {
    return unknown('its discovery document names no userinfo endpoint on its own origin');
  }
  try {
    const { status } = await boundedFetch(
      endpoint,
      { headers: { authorization: `Bearer ${token}` } },
      { timeout },
    );
    if (status === 200)
      return { checks: [right('it knows the token, for userinfo')], finding: explainOpaque(true, indicator) };
    if (status === 400 || status === 401) {
      return {
        checks: [right('it does not know the token as a live one for userinfo')],
        finding: explainOpaque(false, indicator),
      };
    }
    return unknown(`it answered ${status}`);
  } catch (error) {
    return unknown(error instanceof FetchFailure ? `no answer (${error.code ?? error.kind})` : 'no answer');
  }
}

function right(says: string): Check {
  return { name: 'issuer', outcome: 'right', says };
}

function unknown(why: string): IssuerAnswer {
  return {
    checks: [{ name: 'issuer', outcome: 'unknown', says: `it could not be asked: ${why}` }],
    finding: undefined,
  };
}
