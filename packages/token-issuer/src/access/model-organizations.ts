import type { Extra, RoleEntry } from './model.js';

/** What a member or a machine may do in one organization: permissions of the organization and of APIs. */
export interface OrganizationRoleEntry extends RoleEntry {
  /** Names of organization permissions (`AccessModel.organizationScopes`). Default none. */
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
  /** Whether a member without a second factor (`UserEntry.mfa`) gets no token of it. Default false. */
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
