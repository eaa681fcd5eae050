import { ForbiddenError } from '../errors.js';
import type { RequestLike } from '../request/credentials.js';
import { checkPlace, type OrganizationPlace, readPlace } from './place.js';
import type { Demand, RequirementPolicy } from './policy.js';
import type { Requirement } from './requirement.js';
import type { JudgedToken } from '../token/verified-token.js';

/**
 * What a route says about the organization of a token.
 *
 * - `'none'`: the token names no organization. What a verifier demands where nothing else is said.
 * - `'any'`: it may name one or not; the handler looks at `token.organization`.
 * - `'required'`: it names one, whichever it is.
 * - a place in the request: it names the very organization that stands there.
 */
export type OrganizationDemand = 'none' | 'any' | 'required' | OrganizationPlace;

/** @throws TypeError when it is neither a word nor a place. */
export function checkOrganization(value: unknown): OrganizationDemand {
  return value === 'none' || value === 'any' || value === 'required' ? value : checkPlace(value);
}

/** Whether a demand names a place in the request. */
export function isPlace(demand: OrganizationDemand | undefined): demand is OrganizationPlace {
  return typeof demand === 'object' || typeof demand === 'function';
}

/** @throws TypeError for demands that no token meets at once. */
export function checkOrganizations(parts: readonly Requirement[]): void {
  const demands = new Set(parts.flatMap(({ organization }) => organization ?? []));
  if (demands.has('none') && demands.size > 1) {
    throw new TypeError("organization: expected 'none' alone, found it beside another demand");
  }
}

/** A route's own word replaces the verifier's. */
export function organizationsOf(
  parts: readonly Requirement[],
  { organizations }: RequirementPolicy,
): readonly OrganizationDemand[] {
  let said: OrganizationDemand[] | undefined;
  for (const { organization } of parts) {
    if (organization !== undefined) (said ??= []).push(organization);
  }
  return said ?? organizations;
}

/** Judges the organization of a token; of several demands all hold. */
export function judgeOrganization(
  { organization: held }: JudgedToken,
  { organizations }: Demand,
  request: RequestLike | undefined,
): void {
  for (const demand of organizations) judge(held, demand, request);
}

function judge(held: string | undefined, demand: OrganizationDemand, request: RequestLike | undefined): void {
  if (demand === 'any') return;
  if (demand === 'none') {
    // A token made for one organization is not one for the whole API.
    if (held !== undefined) throw refusal('no organization', held);
    return;
  }
  if (held === undefined) throw refusal('an organization', undefined);
  if (demand === 'required') return;
  // A place without a request is a mistake that is told before a token is looked at; here it would name nothing.
  const named = readPlace(demand, request as RequestLike);
  if (named !== held) throw refusal(named, held);
}

function refusal(expected: string | undefined, found: string | undefined): ForbiddenError {
  return new ForbiddenError('organization', { check: 'organization', expected, found });
}
