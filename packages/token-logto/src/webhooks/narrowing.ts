import { matchPermission, matchRole, type OnRoleChange } from '../role-change.js';
import type { CutOffMatch } from '../standing.js';
import { idAt, idsAt, isObject, own, type Payload, PayloadError, textAt } from './payload.js';

/** Whose tokens an event narrows; nobody's where there are none. */
type Judge = (payload: Payload, onRoleChange: OnRoleChange) => readonly CutOffMatch[];

const NOBODY: readonly CutOffMatch[] = [];
const widens: Judge = () => NOBODY;

/** Every event that Logto can tell of. A Map, so that no event is called `constructor`. */
const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['User.SuspensionStatus.Updated', judgeSuspension],
  ['User.Deleted', (payload) => [{ sub: idAt(payload, ['params', 'userId'], ['data', 'id']) }]],
  ['Role.Scopes.Updated', judgeRoleScopes],
  ['Role.Deleted', (payload, onRoleChange) => matchRole(onRoleChange, idAt(payload, ['params', 'id']))],
  // Which roles held it, and what it was called, nothing says.
  ['Scope.Deleted', (_payload, onRoleChange) => matchPermission(onRoleChange)],
  ['Organization.Membership.Updated', judgeMembership],
  ['Organization.Deleted', (payload) => [{ organization: idAt(payload, ['params', 'id']) }]],
  ['OrganizationRole.Scopes.Updated', judgeOrganizationRoleScopes],
  [
    'OrganizationRole.Deleted',
    (payload, onRoleChange) => matchRole(onRoleChange, idAt(payload, ['params', 'id'])),
  ],
  ['OrganizationScope.Deleted', (_payload, onRoleChange) => matchPermission(onRoleChange)],
  ...(
    [
      'PostRegister',
      'PostSignIn',
      'PostSignInAdaptiveMfaTriggered',
      'PostResetPassword',
      'User.Created',
      'User.Data.Updated',
      'Role.Created',
      'Role.Data.Updated',
      'Scope.Created',
      'Scope.Data.Updated',
      'Organization.Created',
      'Organization.Data.Updated',
      'OrganizationRole.Created',
      'OrganizationRole.Data.Updated',
      'OrganizationScope.Created',
      'OrganizationScope.Data.Updated',
      'Identifier.Lockout',
      'Message.RateLimited',
      'Grant.LimitExceeded',
    ] as const
  ).map((event): [string, Judge] => [event, widens]),
]);

/**
 * Whose tokens an event narrows. What widens is no concern of a verifier: the next token has it.
 *
 * @returns undefined for an event that is not known.
 * @throws PayloadError when a known event does not say what it has to.
 */
export function narrowedBy(
  event: string,
  payload: Payload,
  onRoleChange: OnRoleChange,
): readonly CutOffMatch[] | undefined {
  return JUDGES.get(event)?.(payload, onRoleChange);
}

/** Also comes when nothing has changed; a second cut-off of somebody who gets no token does no harm. */
function judgeSuspension(payload: Payload): readonly CutOffMatch[] {
  const data = own(payload, 'data');
  const isSuspended = isObject(data) ? own(data, 'isSuspended') : undefined;
  if (isSuspended === false) return NOBODY;
  if (isSuspended !== true) throw new PayloadError('data.isSuspended is neither true nor false');
  return [{ sub: idAt(payload, ['params', 'userId'], ['data', 'id']) }];
}

/**
 * After POST a role has gained, and the whole new list is in `data`; after DELETE it has lost, and there is no `data`.
 * `POST /roles` tells of a new role. Any other method may have taken something away.
 */
function judgeRoleScopes(payload: Payload, onRoleChange: OnRoleChange): readonly CutOffMatch[] {
  if (isAdding(payload)) return NOBODY;
  return matchRole(onRoleChange, idAt(payload, ['params', 'id'], ['roleId']));
}

/** `data` is never there. PUT does not tell what it has replaced. */
function judgeOrganizationRoleScopes(payload: Payload, onRoleChange: OnRoleChange): readonly CutOffMatch[] {
  if (isAdding(payload)) return NOBODY;
  return matchRole(onRoleChange, idAt(payload, ['params', 'id'], ['organizationRoleId']));
}

/**
 * Logto 1.42 names who came and who went, 1.37 the organization alone. A user's plain token holds what he may do in
 * all of his organizations, without their names: so all of his tokens are cut off. A machine's plain token does not.
 */
function judgeMembership(payload: Payload): readonly CutOffMatch[] {
  const organization = idAt(payload, ['organizationId'], ['params', 'id']);
  const removedUsers = idsAt(payload, 'removedUserIds');
  const removedMachines = idsAt(payload, 'removedApplicationIds');
  if (removedUsers !== undefined || removedMachines !== undefined) {
    return [
      ...(removedUsers ?? []).map((sub) => ({ sub })),
      ...(removedMachines ?? []).map((client) => ({ client, organization })),
    ];
  }
  const isNamed = ['addedUserIds', 'addedApplicationIds'].some((name) => Object.hasOwn(payload, name));
  if (isNamed || isAdding(payload)) return NOBODY;
  const removedUser = textAt(payload, 'params', 'userId');
  return [
    { organization },
    ...(removedUser === undefined ? [] : [{ sub: idAt(payload, ['params', 'userId']) }]),
  ];
}

function isAdding(payload: Payload): boolean {
  return textAt(payload, 'method') === 'POST';
}
