import type { ResourceServer } from 'oidc-provider';

import { SCOPE_TOKEN } from '../access/check-resources.js';
import type { Directory } from '../access/directory.js';
import { OPENID_SCOPES } from '../access/model.js';
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
  /** Undefined for the authorization endpoint, which answers by a redirect. */
  readonly status: number | undefined;
  /** The code of RFC 6749 §4.1.2.1 or §5.2. */
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
  const isSignIn = flow === 'code' || flow === 'refresh';
  if (!wish.scopes.every((name) => SCOPE_TOKEN.test(name))) {
    return { ...INVALID_SCOPE, status: isSignIn ? undefined : INVALID_SCOPE.status };
  }
  const refused = isSignIn ? signInProblem(deciders, wish) : undefined;
  if (refused !== undefined) return refused;
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

/** Why a sign-in ends without a code: a resource that is not there, or nothing at all that could be granted. */
function signInProblem({ directory, resources }: Deciders, wish: Wish): Refused | undefined {
  const usual = directory.defaultResource?.indicator;
  const named = namedAtSignIn(wish);
  const indicators = named.length === 0 && usual !== undefined ? [usual] : named;
  if (indicators.some((indicator) => !isResource(directory, indicator))) {
    return { ...UNKNOWN_RESOURCE, status: undefined };
  }
  const grantable = new Set<string>([
    ...OPENID_SCOPES,
    ...indicators.flatMap((indicator) =>
      (resources.forSubject(wish.user ?? wish.client, indicator).scope ?? '').split(' '),
    ),
  ]);
  if (wish.scopes.some((name) => grantable.has(name))) return undefined;
  const description = 'nothing that was asked for can be granted: a sign-in for nothing is refused';
  return { kind: 'refused', status: undefined, error: 'access_denied', description };
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
  if (!isResource(directory, indicator)) return UNKNOWN_RESOURCE;
  const server = resources.forSubject(user ?? client, indicator, organization);
  return { kind: 'jwt', server, ...(organization === undefined ? {} : { organization }) };
}

/** RFC 6749 §3.3: what is no scope token cannot even be asked for, though Logto lets a permission be called so. */
const INVALID_SCOPE: Refused = {
  kind: 'refused',
  status: 400,
  error: 'invalid_scope',
  description: 'scope contains invalid characters',
};

const UNKNOWN_RESOURCE: Refused = {
  kind: 'refused',
  status: 400,
  error: 'invalid_target',
  description: 'resource indicator is missing, or unknown',
};

function isResource(directory: Directory, indicator: string): boolean {
  return indicator === ORGANIZATIONS_RESOURCE || directory.resourceByIndicator(indicator) !== undefined;
}
