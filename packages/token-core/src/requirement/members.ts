import type { RequestLike } from '../request/credentials.js';
import { checkFreshWithin, judgeFreshness } from './freshness.js';
import { checkOrganization, judgeOrganization } from './organization.js';
import type { Demand, RequirementPolicy } from './policy.js';
import { checkPrincipal, judgePrincipal } from './principal.js';
import type { Requirement } from './requirement.js';
import { checkScopeList, judgeScopes } from './scopes.js';
import type { JudgedToken } from '../token/verified-token.js';

/** Checks what a route wrote for one member, and gives a copy that nobody else holds. */
type MemberCheck<T> = (value: unknown, member: string, policy: RequirementPolicy) => T;

/** Every member that a requirement can have. A new one is a row here and, below, a judge in its place. */
export const MEMBERS: { readonly [M in keyof Requirement]-?: MemberCheck<Required<Requirement>[M]> } = {
  scopes: checkScopeList,
  anyScope: checkScopeList,
  principal: checkPrincipal,
  organization: checkOrganization,
  freshWithin: checkFreshWithin,
};

/**
 * Judges a token by each kind of demand, in this order: freshness, organization, principal, scopes (what only another token
 * cures comes first, what a client can ask for comes last). Standing is judged before all of them, by the verifier. Each
 * throws the refusal of its kind.
 */
export function judge(token: JudgedToken, demand: Demand, request: RequestLike | undefined): void {
  judgeFreshness(token, demand);
  judgeOrganization(token, demand, request);
  judgePrincipal(token, demand);
  judgeScopes(token, demand);
}
