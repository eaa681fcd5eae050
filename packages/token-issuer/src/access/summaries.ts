import type { ClientKind } from './model-clients.js';
import type { RoleKind } from './model.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceState,
  RoleState,
  UserState,
} from './state.js';

/** A user, as the issuer tells of it. */
export interface UserSummary {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly string[];
  readonly suspended: boolean;
  /** Names of the personal access tokens. */
  readonly personalAccessTokens: readonly string[];
}

/** A client, as the issuer tells of it. */
export interface ClientSummary {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly roles: readonly string[];
}

/** A role, as the issuer tells of it. */
export interface RoleSummary {
  readonly name: string;
  readonly kind: RoleKind;
  /** Resource indicator → permission names. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

/** An API resource, as the issuer tells of it. */
export interface ResourceSummary {
  readonly indicator: string;
  readonly name: string;
  /** Permission name → what it allows, in words. */
  readonly scopes: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly accessTokenLife: number;
  readonly default: boolean;
}

/** An organization role, as the issuer tells of it. */
export interface OrganizationRoleSummary extends RoleSummary {
  /** Names of organization permissions. */
  readonly organizationScopes: readonly string[];
}

/** An organization, as the issuer tells of it. */
export interface OrganizationSummary {
  readonly id: string;
  readonly name: string;
  /** User id → names of organization roles. */
  readonly members: Readonly<Record<string, readonly string[]>>;
  /** Client id → names of organization roles. */
  readonly machines: Readonly<Record<string, readonly string[]>>;
}

export function summarizeUser({ id, username, roles, suspended, tokens }: UserState): UserSummary {
  return { id, username, roles: namesOf(roles), suspended, personalAccessTokens: [...tokens.keys()] };
}

export function summarizeClient({ id, kind, name, roles }: ClientState): ClientSummary {
  return { id, kind, name, roles: namesOf(roles) };
}

export function summarizeRole({ name, kind, scopes }: RoleState): RoleSummary {
  const byIndicator: Record<string, string[]> = {};
  for (const scope of scopes) (byIndicator[scope.resource.indicator] ??= []).push(scope.name);
  return { name, kind, scopes: byIndicator };
}

export function summarizeOrganizationRole(role: OrganizationRoleState): OrganizationRoleSummary {
  return { ...summarizeRole(role), organizationScopes: namesOf(role.organizationScopes) };
}

export function summarizeResource(resource: ResourceState): ResourceSummary {
  const { indicator, name, scopes, accessTokenLife } = resource;
  const described = [...scopes.values()].map((scope) => [scope.name, scope.description ?? ''] as const);
  return {
    indicator,
    name,
    scopes: Object.fromEntries(described),
    accessTokenLife,
    default: resource.default,
  };
}

export function summarizeOrganization({
  id,
  name,
  members,
  machines,
}: OrganizationState): OrganizationSummary {
  return { id, name, members: rolesById(members), machines: rolesById(machines) };
}

function rolesById(
  subjects: ReadonlyMap<UserState | ClientState, ReadonlySet<OrganizationRoleState>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries([...subjects].map(([subject, roles]) => [subject.id, namesOf(roles)]));
}

function namesOf(things: Iterable<{ readonly name: string }>): readonly string[] {
  return [...things].map(({ name }) => name);
}
