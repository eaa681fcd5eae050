import type { ResourceServer } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { OrganizationState } from '../access/state.js';
import { ORGANIZATIONS_RESOURCE, ORGANIZATIONS_SCOPE } from '../provider/logto.js';
import { OPAQUE } from '../provider/notices.js';
import { associationProblem, membershipProblem } from '../provider/organization-access.js';
import type { Resources } from '../provider/resources.js';
import type { Wish } from './wish.js';

/** What the token will be for. */
export type Target =
  /** A resource, or an organization itself, with what the subject holds there now. */
  | { readonly kind: 'jwt'; readonly server: ResourceServer; readonly organization?: OrganizationState }
  | { readonly kind: 'opaque'; readonly reason: string }
  | Refused;

/** What the token endpoint, or the authorization endpoint, will answer in the place of a token. */
export interface Refused {
  readonly kind: 'refused';
  readonly status: number;
  /** The code of RFC 6749 §5.2. */
  readonly error: string;
  readonly description: string;
}

/** The decisions of the provider, asked beforehand: the same functions answer. */
export interface Deciders {
  readonly directory: Directory;
  readonly resources: Resources;
}

/** What a wish that can be asked for will come to, before it is looked at which permissions are granted. */
export function targetOf(deciders: Deciders, wish: Wish): Target {
  const { directory } = deciders;
  const { flow, client, user } = wish;
  // With a code, the parameter is ignored.
  const named = flow === 'code' ? undefined : wish.organization;
  if (named === undefined) return plainTarget(deciders, wish);
  const organization = directory.organizations.get(named);
  const problem =
    flow === 'client_credentials'
      ? associationProblem(organization, client)
      : membershipProblem(organization, user);
  if (problem !== undefined || organization === undefined) {
    return { kind: 'refused', status: 403, error: 'access_denied', description: problem ?? '' };
  }
  if (flow === 'refresh' && !wish.scopes.includes(ORGANIZATIONS_SCOPE)) {
    const description = 'refresh token missing required scope';
    return { kind: 'refused', status: 403, error: 'insufficient_scope', description };
  }
  if (wish.resource !== undefined) return resourceTarget(deciders, wish, wish.resource, organization);
  const server = deciders.resources.forOrganization(user ?? client, organization);
  return { kind: 'jwt', server, organization };
}

function plainTarget(deciders: Deciders, wish: Wish): Target {
  const { flow, resource } = wish;
  if (resource !== undefined) return resourceTarget(deciders, wish, resource);
  const usual = deciders.directory.defaultResource?.indicator;
  if (flow === 'client_credentials') {
    if (usual !== undefined) return resourceTarget(deciders, wish, usual);
    const description = 'both `resource` and `organization_id` are not provided';
    return { kind: 'refused', status: 400, error: 'invalid_target', description };
  }
  if (flow === 'exchange') return { kind: 'opaque', reason: OPAQUE.exchange };
  const [authorized] = namedAtSignIn(wish);
  const granted = authorized ?? usual;
  if (granted === undefined) return { kind: 'opaque', reason: OPAQUE.nowhere };
  // OpenID's scope makes it a token for userinfo.
  if (wish.scopes.includes('openid')) return { kind: 'opaque', reason: OPAQUE.openid };
  return resourceTarget(deciders, wish, granted);
}

/** The resources that the authorization request names: as the official SDKs do, that of the organizations too. */
export function namedAtSignIn({ resource, scopes }: Wish): readonly string[] {
  const own = resource === undefined ? [] : [resource];
  return scopes.includes(ORGANIZATIONS_SCOPE) && resource !== ORGANIZATIONS_RESOURCE
    ? [...own, ORGANIZATIONS_RESOURCE]
    : own;
}

function resourceTarget(
  { directory, resources }: Deciders,
  { user, client }: Wish,
  indicator: string,
  organization?: OrganizationState,
): Target {
  const isKnown =
    indicator === ORGANIZATIONS_RESOURCE || directory.resourceByIndicator(indicator) !== undefined;
  if (!isKnown) {
    const description = 'resource indicator is missing, or unknown';
    return { kind: 'refused', status: 400, error: 'invalid_target', description };
  }
  const server = resources.forSubject(user ?? client, indicator, organization);
  return { kind: 'jwt', server, ...(organization === undefined ? {} : { organization }) };
}
