import type { CustomClaims } from './custom-claims.js';
import type { ClientEntry } from './model-clients.js';
import type { OrganizationEntry, OrganizationRoleEntry } from './model-organizations.js';
import type { UserEntry } from './model-users.js';

/** Who may obtain which tokens: plain data, checked when the issuer starts. */
export interface AccessModel {
  /** The APIs that tokens are issued for. At least one. */
  readonly resources: readonly ResourceEntry[];
  /** Bundles of permissions. A role is for users or for machine clients, never both. Default none. */
  readonly roles?: readonly RoleEntry[];
  /** The people who can sign in. Default none. */
  readonly users?: readonly UserEntry[];
  /** The applications that may ask for tokens. Default none. */
  readonly clients?: readonly ClientEntry[];
  /** Organization permission → what it allows, in words: what tokens for an organization itself hold. Default none. */
  readonly organizationScopes?: Readonly<Record<string, string | ScopeEntry>>;
  /** Roles that a member or a machine has in one organization. Default none. */
  readonly organizationRoles?: readonly OrganizationRoleEntry[];
  /** The organizations, their members and their machines. Default none. */
  readonly organizations?: readonly OrganizationEntry[];
  /**
   * Adds claims to access tokens; a script of Logto's (`getCustomJwtClaims`) can stand here as it is. Whatever it
   * returns under a protected name (`PROTECTED_CLAIMS`) is dropped; `organization_id` is not protected.
   * Default none; only possible in a JavaScript or TypeScript access file.
   */
  readonly customClaims?: CustomClaims;
}

/**
 * What the Management API knows of a thing and nothing else here reads, such as a user's `profile` or when a
 * thing came to exist. It is kept, so that nothing is lost when the model is written back.
 */
export type Extra = Readonly<Record<string, unknown>>;

/** An API resource and the permissions (scopes) that exist on it. `defineResource()` of `@acme/token-core` makes one. */
export interface ResourceEntry {
  /** The resource indicator: an absolute URI without a fragment (RFC 8707 §2). The exact `aud` of its tokens. */
  readonly indicator: string;
  /** The id in the Management API. Unique. Default: made from the indicator, the same at every start. */
  readonly id?: string;
  /** A name for people. Default: the indicator. */
  readonly name?: string;
  /** Permission name → what it allows, in words. Names are RFC 6749 §3.3 scope tokens. */
  readonly scopes: Readonly<Record<string, string | ScopeEntry>>;
  /** Permission → those that the API takes as held with it: see {@link ScopeEntry.implies}. Default none. */
  readonly implies?: Readonly<Partial<Record<string, readonly string[]>>>;
  /** Audiences that the API never accepts. They mean nothing here. Default none. */
  readonly reserved?: readonly string[];
  /** Life of an access token for this resource: whole seconds from 1 to 2592000 (30 days). Default 3600. */
  readonly accessTokenLife?: number;
  /** Whether this is the resource of a client-credentials request that names none. At most one. Default false. */
  readonly default?: boolean;
}

/** A permission, where a description alone does not say enough. */
export interface ScopeEntry {
  /** What it allows, in words. Default none. */
  readonly description?: string;
  /** The id in the Management API. Unique. Default: made from the names, the same at every start. */
  readonly id?: string;
  /**
   * Permissions that the API takes as held with this one (`defineResource()` of `@acme/token-core`). It is the
   * API that decides so: a token names only what a role holds, as with Logto.
   */
  readonly implies?: readonly string[];
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** A bundle of permissions, for one kind of subject. */
export interface RoleEntry {
  /** Unique name. */
  readonly name: string;
  /** The id in the Management API. Unique. Default: made from the name, the same at every start. */
  readonly id?: string;
  /** Whom it can be given to: people who sign in, or machine-to-machine clients. */
  readonly kind: RoleKind;
  /** What it is for, in words. */
  readonly description?: string;
  /** Resource indicator → permission names on that resource. Default none. */
  readonly scopes?: Readonly<Record<string, readonly string[]>>;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** Whom a role can be given to. */
export type RoleKind = 'user' | 'machine';

/** The scopes that this server itself understands; no permission can have one of these names. */
export const OPENID_SCOPES = [
  'openid',
  'offline_access',
  'profile',
  'email',
  'phone',
  'address',
  'custom_data',
  'identities',
  'roles',
  'urn:logto:scope:organizations',
  'urn:logto:scope:organization_roles',
  'urn:logto:scope:sessions',
] as const;
