/** What `AccessModel.customClaims` is told about the token that is being made: what Logto tells its scripts. */
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
  /** The `sub` of the person's tokens. */
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

/** The claims that `AccessModel.customClaims` cannot set. */
export const PROTECTED_CLAIMS = ['iss', 'aud', 'sub', 'exp', 'iat', 'jti', 'scope', 'client_id'] as const;
