import type { RequestLike } from '../request/credentials.js';
import { checkFreshWithin, judgeFreshness } from './freshness.js';
import { checkOrganization, judgeOrganization } from './organization.js';
import type { RequirementPolicy } from './policy.js';
import { checkPrincipal, judgePrincipal } from './principal.js';
import type { Requirement } from './requirement.js';
import { checkScopeList, judgeScopes } from './scopes.js';
import type { JudgedToken } from '../token/verified-token.js';

/** Checks what a route wrote for one member, and gives a copy that nobody else holds. */
type MemberCheck<T> = (value: unknown, policy: RequirementPolicy) => T;

/** Judges a token by one kind of demand; throws the refusal. */
type Judge = (
  token: JudgedToken,
  parts: readonly Requirement[],
  policy: RequirementPolicy,
  request: RequestLike | undefined,
) => void;

/** Every member that a requirement can have. A new one is a row here and, below, a judge in its place. */
export const MEMBERS: { readonly [M in keyof Requirement]-?: MemberCheck<Required<Requirement>[M]> } = {
  scopes: (value, policy) => checkScopeList('scopes', value, policy.resource),
  anyScope: (value, policy) => checkScopeList('anyScope', value, policy.resource),
  principal: checkPrincipal,
  organization: checkOrganization,
  freshWithin: checkFreshWithin,
};

/**
 * Who judges, in this order: freshness, organization, principal, scopes (what only another token cures comes first,
 * what a client can ask for comes last). Standing is judged before all of them, by the verifier.
 */
export const JUDGES: readonly Judge[] = [judgeFreshness, judgeOrganization, judgePrincipal, judgeScopes];
