import type { ClientKind, CustomClaims, RoleKind } from './model.js';

/** An access model after its check: every default has its value. */
export interface CheckedAccess {
  readonly resources: readonly CheckedResource[];
  readonly roles: readonly CheckedRole[];
  readonly users: readonly CheckedUser[];
  readonly clients: readonly CheckedClient[];
  readonly customClaims: CustomClaims | undefined;
}

export interface CheckedResource {
  readonly indicator: string;
  readonly name: string;
  readonly scopes: Readonly<Record<string, string>>;
  readonly accessTokenLife: number;
  readonly default: boolean;
}

export interface CheckedRole {
  readonly name: string;
  readonly kind: RoleKind;
  /** Resource indicator → permission names. */
  readonly scopes: ReadonlyMap<string, readonly string[]>;
}

export interface CheckedUser {
  readonly id: string;
  readonly username: string;
  readonly password: string;
  readonly roles: readonly string[];
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly phone: string | undefined;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly suspended: boolean;
  readonly personalAccessTokens: readonly CheckedPersonalAccessToken[];
}

export interface CheckedPersonalAccessToken {
  readonly name: string;
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number | undefined;
}

export interface CheckedClient {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly secret: string | undefined;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris: readonly string[];
  readonly roles: readonly string[];
  readonly tokenExchange: boolean;
}
