import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { ClientState, OrganizationState, UserState } from '../access/state.js';
import { ORGANIZATIONS_SCOPE } from './logto.js';

/** The grants in which a token for an organization can be asked for. With a code the parameter is ignored. */
const GRANTS: readonly unknown[] = [
  'refresh_token',
  'client_credentials',
  'urn:ietf:params:oauth:grant-type:token-exchange',
];

/** What the token request says under `organization_id`; an empty one is none. */
export function organizationParameter(ctx: KoaContextWithOIDC): string | undefined {
  const { params, route } = ctx.oidc;
  if (route !== 'token' || !GRANTS.includes(params?.['grant_type'])) return undefined;
  const id = params?.['organization_id'];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** The organization that the token request names, where there is one of that id. */
export function namedOrganization(
  directory: Directory,
  ctx: KoaContextWithOIDC,
): OrganizationState | undefined {
  const id = organizationParameter(ctx);
  return id === undefined ? undefined : directory.organizations.get(id);
}

/**
 * The organization that a user's token request names; undefined when it names none.
 *
 * @throws AccessDenied (403) for one that does not exist, as for one that the user is no member of.
 */
export function checkMembership(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  user: UserState | undefined,
): OrganizationState | undefined {
  if (organizationParameter(ctx) === undefined) return undefined;
  const organization = namedOrganization(directory, ctx);
  const problem = membershipProblem(organization, user);
  if (problem !== undefined) throw denied(problem);
  return organization;
}

/** Why a user gets no token for an organization, in Logto's words; undefined where there is no reason. */
export function membershipProblem(
  organization: OrganizationState | undefined,
  user: UserState | undefined,
): string | undefined {
  if (organization === undefined || user === undefined || !organization.members.has(user)) {
    return 'user is not a member of the organization';
  }
  if (organization.mfaRequired && !user.mfa) {
    return 'organization requires MFA but user has no MFA configured';
  }
  return undefined;
}

/** The same for a machine. */
export function checkAssociation(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  client: ClientState | undefined,
): OrganizationState | undefined {
  if (organizationParameter(ctx) === undefined) return undefined;
  const organization = namedOrganization(directory, ctx);
  const problem = associationProblem(organization, client);
  if (problem !== undefined) throw denied(problem);
  return organization;
}

/** The same for a machine as {@link membershipProblem}. */
export function associationProblem(
  organization: OrganizationState | undefined,
  client: ClientState | undefined,
): string | undefined {
  return organization === undefined || client === undefined || !organization.machines.has(client)
    ? 'app has not associated with the organization'
    : undefined;
}

/** A refresh token gives a token for an organization only when its authorization asked for the organizations. */
export function checkOrganizationsScope(ctx: KoaContextWithOIDC): void {
  if (organizationParameter(ctx) === undefined) return;
  if (ctx.oidc.entities.RefreshToken?.scopes.has(ORGANIZATIONS_SCOPE) === true) return;
  throw new errors.InsufficientScope('refresh token missing required scope', ORGANIZATIONS_SCOPE);
}

/** Logto answers 403, where OAuth has 400 for the same error. */
function denied(description: string): Error {
  const error = new errors.AccessDenied(description);
  error.statusCode = 403;
  return error;
}
