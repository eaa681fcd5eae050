import type { CheckedClientSecret, CheckedPersonalAccessToken } from './checked.js';
import type { ClientKind } from './model-clients.js';
import type { Extra, RoleKind } from './model.js';

/*
 * The access model as it is while the issuer runs: things that change, and that name each other directly, so
 * that a new name for one of them is seen everywhere. Ids never change.
 */

/** A permission as it is now. */
export interface ScopeState {
  readonly id: string;
  name: string;
  description: string | undefined;
  /** Names of permissions that the API takes as held with it; kept to be written back. */
  readonly implies?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A permission of an API resource. */
export interface ResourceScopeState extends ScopeState {
  readonly resource: ResourceState;
}

/** An API resource as it is now. */
export interface ResourceState {
  readonly id: string;
  readonly indicator: string;
  name: string;
  /** Seconds. */
  accessTokenLife: number;
  default: boolean;
  /** Audiences that the API never accepts; kept to be written back. */
  readonly reserved?: readonly string[];
  /** By id, in the order in which they were made. */
  readonly scopes: Map<string, ResourceScopeState>;
}

/** A global role as it is now. */
export interface RoleState {
  readonly id: string;
  name: string;
  readonly kind: RoleKind;
  description: string | undefined;
  readonly scopes: Set<ResourceScopeState>;
  extra: Extra;
}

/** An organization role as it is now. */
export interface OrganizationRoleState extends RoleState {
  readonly organizationScopes: Set<ScopeState>;
}

/** A user as things are now. */
export interface UserState {
  readonly kind: 'user';
  readonly id: string;
  username: string;
  password: string | undefined;
  name: string | undefined;
  email: string | undefined;
  phone: string | undefined;
  avatar: string | undefined;
  customData: Readonly<Record<string, unknown>>;
  suspended: boolean;
  mfa: boolean;
  readonly roles: Set<RoleState>;
  /** By name. */
  readonly tokens: Map<string, PersonalAccessTokenState>;
  /** Milliseconds since the epoch, like the two below. */
  readonly createdAt: number;
  updatedAt: number;
  lastSignInAt: number | undefined;
  extra: Extra;
}

/** A personal access token as it is now. */
export interface PersonalAccessTokenState extends Omit<CheckedPersonalAccessToken, 'extra'> {
  readonly createdAt: number;
}

/** A client secret as it is now. */
export interface ClientSecretState extends Omit<CheckedClientSecret, 'extra'> {
  readonly createdAt: number;
}

/** A client as things are now. */
export interface ClientState {
  readonly id: string;
  readonly kind: ClientKind;
  name: string;
  description: string | undefined;
  customData: Readonly<Record<string, unknown>>;
  /** By name. */
  readonly secrets: Map<string, ClientSecretState>;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  /** Of a machine. */
  readonly roles: Set<RoleState>;
  tokenExchange: boolean;
  /** Seconds. */
  refreshTokenLife: number;
  rotateRefreshToken: boolean;
  readonly createdAt: number;
  extra: Extra;
}

/** An organization as things are now. */
export interface OrganizationState {
  readonly id: string;
  name: string;
  description: string | undefined;
  customData: Readonly<Record<string, unknown>>;
  mfaRequired: boolean;
  /** User → the roles in this organization. */
  readonly members: Map<UserState, Set<OrganizationRoleState>>;
  /** Machine → the roles in this organization. */
  readonly machines: Map<ClientState, Set<OrganizationRoleState>>;
  readonly createdAt: number;
  extra: Extra;
}
