/** Who is asked about. */
export interface SubjectFacts {
  readonly kind: 'user' | 'machine' | 'app';
  readonly name: string;
  readonly id: string;
  readonly isSuspended: boolean;
}

/** One way from a subject to a permission. */
export interface AccessPath {
  readonly role: string;
  /** The organization where the subject has that role; `undefined` for a global one. */
  readonly organization: string | undefined;
  /** The permission that the role holds: the one asked about, or one that implies it. */
  readonly permission: string;
}

/** A role that holds the permission, whoever has it. */
export interface HoldingRole {
  readonly name: string;
  readonly kind: 'user' | 'machine';
  /** A role of an organization. */
  readonly isOrganization: boolean;
}

/** What a token says that the subject has got. */
export interface GrantedFacts {
  readonly scopes: readonly string[];
  /** Seconds since the epoch. */
  readonly issuedAt: number | undefined;
  readonly now: number;
}

/** What the access model says about one subject and one permission. */
export interface AccessFacts {
  readonly who: string;
  readonly permission: string;
  readonly indicator: string;
  readonly subject: SubjectFacts | undefined;
  readonly hasResource: boolean;
  readonly hasPermission: boolean;
  /** A permission of the resource that is spelled nearly alike. */
  readonly similar: string | undefined;
  /** Other resources that have a permission of that name. */
  readonly elsewhere: readonly string[];
  readonly paths: readonly AccessPath[];
  readonly holders: readonly HoldingRole[];
  /** What the client asks for in `scope`, where that is known. */
  readonly asked: readonly string[] | undefined;
  readonly granted: GrantedFacts | undefined;
}
