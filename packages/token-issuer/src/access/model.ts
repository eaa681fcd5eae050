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
   * returns under a protected name ({@link PROTECTED_CLAIMS}) is dropped; `organization_id` is not protected.
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

/** What a member or a machine may do in one organization: permissions of the organization and of APIs. */
export interface OrganizationRoleEntry extends RoleEntry {
  /** Names of organization permissions ({@link AccessModel.organizationScopes}). Default none. */
  readonly organizationScopes?: readonly string[];
}

/** An organization: a tenant of your product. */
export interface OrganizationEntry {
  /** The id, as tokens name it: `organization_id`, or at the end of `aud`. Unique; letters, digits, `_` and `-`. */
  readonly id: string;
  /** A name for people. Default: the id. */
  readonly name?: string;
  /** What it is, in words. */
  readonly description?: string;
  /** Data of your own, told to `customClaims`. Default an empty object. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** Whether a member without a second factor ({@link UserEntry.mfa}) gets no token of it. Default false. */
  readonly mfaRequired?: boolean;
  /** The people in it. Default none. */
  readonly members?: readonly MemberEntry[];
  /** The machine clients in it. Default none. */
  readonly machines?: readonly OrganizationMachineEntry[];
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** A person in an organization. */
export interface MemberEntry {
  /** The username or id of a user. Once in each organization. */
  readonly user: string;
  /** Names of organization roles of kind `user`. Default none. */
  readonly roles?: readonly string[];
}

/** A machine client in an organization. */
export interface OrganizationMachineEntry {
  /** The id of a client of kind `machine`. Once in each organization. */
  readonly client: string;
  /** Names of organization roles of kind `machine`. Default none. */
  readonly roles?: readonly string[];
}

/** A person who can sign in. Everything here is test data: passwords are kept as they are written. */
export interface UserEntry {
  /** What the person types to sign in. Unique, without white space. */
  readonly username: string;
  /** The `sub` of the person's tokens. Unique, and no client's id. Default: the username. */
  readonly id?: string;
  /** The password, not empty; null for none: then only the chooser signs this person in. */
  readonly password: string | null;
  /** Names of roles of kind `user`. Default none. */
  readonly roles?: readonly string[];
  /** The claim `name`, with scope `profile`. */
  readonly name?: string;
  /** The claim `email`, with scope `email`. */
  readonly email?: string;
  /** The claim `phone_number`, with scope `phone`. */
  readonly phone?: string;
  /** The claim `picture`, with scope `profile`. */
  readonly avatar?: string;
  /** The claim `custom_data`, with scope `custom_data`. Default an empty object. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** A suspended person can neither sign in nor refresh. As with Logto, a personal access token goes on working. Default false. */
  readonly suspended?: boolean;
  /** Whether a second factor is set up, which an organization may want. Nothing here asks for it. Default false. */
  readonly mfa?: boolean;
  /** Tokens to exchange for access tokens, as Logto's personal access tokens. Default none. */
  readonly personalAccessTokens?: readonly PersonalAccessTokenEntry[];
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** A long-lived secret of a user, to be exchanged for access tokens (RFC 8693). */
export interface PersonalAccessTokenEntry {
  /** Unique among the user's tokens. */
  readonly name: string;
  /** Begins with `pat_`. Unique. */
  readonly token: string;
  /** When it stops working: an ISO 8601 date-time with a time zone. Default never. */
  readonly expiresAt?: string;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

/** An application. Its kind decides which flows it may use. */
export type ClientEntry = MachineClientEntry | WebClientEntry | PublicClientEntry;

/** A program without a user: client credentials. */
export interface MachineClientEntry extends ClientCommon, ConfidentialClient {
  readonly kind: 'machine';
  /** Names of roles of kind `machine`. Default none. */
  readonly roles?: readonly string[];
}

/** A server-side web application: authorization code, refresh token; confidential. */
export interface WebClientEntry extends ClientCommon, ConfidentialClient, RedirectingClient {
  readonly kind: 'web';
}

/** A single-page (`spa`) or installed (`native`) application: the same flows without a secret. */
export interface PublicClientEntry extends ClientCommon, RedirectingClient {
  readonly kind: 'spa' | 'native';
}

/** One of several secrets of a client. */
export interface ClientSecretEntry {
  /** Unique among the client's secrets. */
  readonly name: string;
  /** The client secret, printable ASCII. */
  readonly value: string;
  /** When it stops working: an ISO 8601 date-time with a time zone. Default never. */
  readonly expiresAt?: string;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

interface ConfidentialClient {
  /** The client secret, printable ASCII. At least one is needed, here or in `secrets`. */
  readonly secret?: string;
  /** More client secrets, with names and expiry, so that one can take over from another. Default none. */
  readonly secrets?: readonly ClientSecretEntry[];
}

interface ClientCommon {
  /** The client id: printable ASCII without white space, unique. */
  readonly id: string;
  /** A name for people. Default: the id. */
  readonly name?: string;
  /** What it is, in words. */
  readonly description?: string;
  /** Data of your own, told to `customClaims`. Default an empty object. */
  readonly customData?: Readonly<Record<string, unknown>>;
  /** Whether the client may exchange personal access tokens. Default false. */
  readonly tokenExchange?: boolean;
  /** More of it for the Management API. Default none. */
  readonly extra?: Extra;
}

interface RedirectingClient {
  /** Where the authorization response may go; compared exactly. Needed unless the client only exchanges tokens. */
  readonly redirectUris?: readonly string[];
  /** Where a browser may be sent after sign-out; compared exactly. Default none. */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Life of a refresh token: whole seconds from 1 to 15552000 (180 days). Default 1209600 (14 days). */
  readonly refreshTokenLife?: number;
  /** Whether a refresh token of a public client is replaced at each use (RFC 9700 §2.2.2). Default true. */
  readonly rotateRefreshToken?: boolean;
}

/** The kinds of clients. */
export type ClientKind = ClientEntry['kind'];

/** What {@link AccessModel.customClaims} is told about the token that is being made: what Logto tells its scripts. */
export interface CustomClaimsInput {
  /** The token before it is signed, in camel case: `jti`, `kind`, `clientId`, `aud`, `scope`, a user's `accountId`. */
  readonly token: Readonly<Record<string, unknown>>;
  readonly context: CustomClaimsContext;
  /** Variables that were set with the script through the Management API; else empty. */
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly api: {
    /** Refuses the token: the answer is 400 `access_denied` with this description. */
    readonly denyAccess: (message?: string) => never;
  };
}

/** Whom the token is for. */
export interface CustomClaimsContext {
  /** The person; undefined for a machine's token. */
  readonly user?: CustomClaimsUser;
  /** The sign-in that the token goes back to; undefined without one. */
  readonly interaction?: Readonly<Record<string, unknown>>;
  /** The client, without its secrets, as the Management API tells of it. */
  readonly application?: { readonly id: string; readonly name: string } & Readonly<Record<string, unknown>>;
  /** The organization that a person's token was asked for. */
  readonly organization?: {
    readonly id: string;
    readonly name: string;
    readonly description: string | null;
    readonly customData: Readonly<Record<string, unknown>>;
  };
}

/** A person, as `customClaims` is told; more is in it, as in Logto. */
export interface CustomClaimsUser extends Readonly<Record<string, unknown>> {
  readonly id: string;
  /** Null for one who was made without a username. */
  readonly username: string | null;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly roles: readonly { readonly id: string; readonly name: string }[];
  readonly organizations: readonly { readonly id: string; readonly name: string }[];
  readonly organizationRoles: readonly {
    readonly organizationId: string;
    readonly roleId: string;
    readonly roleName: string;
  }[];
}

/**
 * Returns claims to add to an access token. If it throws or returns anything but an object, the token is issued
 * without them, as with Logto, and `onNotice` is told.
 */
export type CustomClaims = (
  input: CustomClaimsInput,
) => Readonly<Record<string, unknown>> | undefined | Promise<Readonly<Record<string, unknown>> | undefined>;

/** The claims that {@link AccessModel.customClaims} cannot set. */
export const PROTECTED_CLAIMS = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'scope', 'client_id'] as const;

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
