import { authenticate, createVerifier, defineResource, remoteKeys } from '@acme/token-core';
import type { Verifier } from '@acme/token-core';
import { explain } from '@acme/token-core/explain';
import { describeCredentials, factsOf, readJwt, shownToken } from 'local-pages';
import type { Case } from 'local-pages';

import type { Directory } from '../../../access/directory.js';
import { organizationAudience } from '../../../provider/logto.js';
import type { Site } from '../../room.js';

/** What judges: the API of a resource, or an organization for its own tokens. */
export interface Judge {
  /** The `aud` that it accepts. */
  readonly audience: string;
  /** Permission → what it allows. */
  readonly scopes: Readonly<Record<string, string>>;
}

/** Everything that a token of this issuer can be for. */
export function judgesOf(directory: Directory): readonly Judge[] {
  const own = described(directory.organizationScopes.values());
  return [
    ...[...directory.resources.values()].map(({ indicator, scopes }) => ({
      audience: indicator,
      scopes: described(scopes.values()),
    })),
    ...[...directory.organizations.keys()].map((id) => ({ audience: organizationAudience(id), scopes: own })),
  ];
}

function described(
  scopes: Iterable<{ readonly name: string; readonly description: string | undefined }>,
): Readonly<Record<string, string>> {
  return Object.fromEntries([...scopes].map(({ name, description = '' }) => [name, description]));
}

/** The judge that a token names, unverified: which one it is decides nothing but what it is told. */
export function namedJudge(judges: readonly Judge[], token: string): Judge | undefined {
  const audience = readJwt(token)?.claims['aud'];
  return judges.find((judge) => judge.audience === audience);
}

/** The token in a pasted text: alone, or behind `Bearer`, or in a whole header line. */
export function tokenIn(text: string): string {
  return text
    .trim()
    .replace(/^authorization\s*:\s*/i, '')
    .replace(/^bearer\s+/i, '')
    .trim();
}

/**
 * Judges a token as an API of this project would, by a verifier of its own that gets the keys over HTTP, so that nothing
 * is remembered of it.
 *
 * @param required - What a route would demand.
 */
export async function judge(
  site: Site,
  { audience, scopes }: Judge,
  token: string,
  required: readonly string[],
): Promise<Case> {
  const resource = defineResource({
    indicator: audience,
    scopes: definable(scopes),
    allowQuery: true,
    allowAnyScopeName: true,
  });
  const keys = remoteKeys(`${site.loopback}${new URL(site.issuer).pathname}/jwks`);
  const verifier: Verifier = createVerifier({
    issuer: site.issuer,
    resource,
    keys,
    now: site.now,
    organization: 'any',
  });
  const request = { headers: { authorization: `Bearer ${token}` } };
  const result = await authenticate(
    verifier,
    request,
    required.length === 0 ? undefined : { scopes: required },
  );
  const at = site.now();
  return {
    at,
    method: undefined,
    route: undefined,
    status: result.ok ? undefined : result.error.status,
    finding: result.ok ? undefined : explain(result.error, { request, verifier, clock: { now: at } }),
    token: shownToken(request),
    credentials: describeCredentials(request),
    required,
    // The issuer's clock is this one.
    ...factsOf(verifier, 0),
  };
}

/** An API defines one permission at least, where a resource may have none. */
function definable(scopes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.keys(scopes).length === 0 ? { none: 'There is none' } : scopes;
}
