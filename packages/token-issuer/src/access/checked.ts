import type { ClientKind } from './model-clients.js';
import type { CustomClaims } from './custom-claims.js';
import type { Extra, RoleKind } from './model.js';

/** An access model after its check: every default has its value. */
export interface CheckedAccess {
  readonly resources: readonly CheckedResource[];
  readonly roles: readonly CheckedRole[];
  readonly users: readonly CheckedUser[];
  readonly clients: readonly CheckedClient[];
  readonly organizationScopes: readonly CheckedScope[];
  readonly organizationRoles: readonly CheckedOrganizationRole[];
  readonly organizations: readonly CheckedOrganization[];
  readonly customClaims: CustomClaims | undefined;
}

export interface CheckedResource {
  readonly id: string;
  readonly indicator: string;
  readonly name: string;
  readonly scopes: readonly CheckedScope[];
  readonly accessTokenLife: number;
  readonly default: boolean;
  readonly reserved: readonly string[];
}

export interface CheckedScope {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly extra: Extra;
  /** Names of permissions that the API takes as held with it. */
  readonly implies: readonly string[];
}

export interface CheckedRole {
  readonly id: string;
  readonly name: string;
  readonly kind: RoleKind;
  readonly description: string | undefined;
  /** Resource indicator → permission names. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
  readonly extra: Extra;
}

export interface CheckedOrganizationRole extends CheckedRole {
  /** Names of organization permissions. */
  readonly organizationScopes: readonly string[];
}

export interface CheckedOrganization {
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly mfaRequired: boolean;
  /** User id → names of organization roles. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Client id → names of organization roles. */
  readonly machines: ReadonlyMap<string, readonly string[]>;
  readonly extra: Extra;
}

export interface CheckedUser {
  readonly id: string;
  readonly username: string;
  readonly password: string | undefined;
  readonly roles: readonly string[];
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly avatar: string | undefined;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly suspended: boolean;
  readonly mfa: boolean;
  readonly personalAccessTokens: readonly CheckedPersonalAccessToken[];
  readonly extra: Extra;
}

export interface CheckedPersonalAccessToken {
  readonly name: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly extra: Extra;
}

export interface CheckedClientSecret {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
  readonly extra: Extra;
}

export interface CheckedClient {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly description: string | undefined;
  readonly customData: Readonly<Record<string, unknown>>;
  /** None for a public client. */
  readonly secrets: readonly CheckedClientSecret[];
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly roles: readonly string[];
  readonly tokenExchange: boolean;
  /** Seconds. */
  readonly refreshTokenLife: number;
  readonly rotateRefreshToken: boolean;
  readonly extra: Extra;
}
