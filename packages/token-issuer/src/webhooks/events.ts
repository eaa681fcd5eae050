/** The events that a hook can be told of, in Logto's order. Some of them never happen here: there is nothing to cause them. */
export const HOOK_EVENTS = [
  'PostRegister',
  'PostSignIn',
  'PostSignInAdaptiveMfaTriggered',
  'PostResetPassword',
  'User.Created',
  'User.Deleted',
  'User.Data.Updated',
  'User.SuspensionStatus.Updated',
  'Role.Created',
  'Role.Deleted',
  'Role.Data.Updated',
  'Role.Scopes.Updated',
  'Scope.Created',
  'Scope.Deleted',
  'Scope.Data.Updated',
  'Organization.Created',
  'Organization.Deleted',
  'Organization.Data.Updated',
  'Organization.Membership.Updated',
  'OrganizationRole.Created',
  'OrganizationRole.Deleted',
  'OrganizationRole.Data.Updated',
  'OrganizationRole.Scopes.Updated',
  'OrganizationScope.Created',
  'OrganizationScope.Deleted',
  'OrganizationScope.Data.Updated',
  'Identifier.Lockout',
  'Message.RateLimited',
  'Grant.LimitExceeded',
] as const;

/** An event that a hook can be told of. */
export type HookEvent = (typeof HOOK_EVENTS)[number];

/** The events of a person's own doing, whose payloads have another form. */
export const INTERACTION_EVENTS: readonly HookEvent[] = [
  'PostRegister',
  'PostSignIn',
  'PostSignInAdaptiveMfaTriggered',
  'PostResetPassword',
];

/** What happened, but for the hook's own id and the time. */
export interface Happening {
  readonly event: HookEvent;
  /** The members of the payload between `createdAt` and `hookId`, in Logto's order. */
  readonly members: Readonly<Record<string, unknown>>;
}
