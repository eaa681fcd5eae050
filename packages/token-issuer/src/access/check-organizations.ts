import { checkGivenRoles } from './check-roles.js';
import type { CheckedClient, CheckedOrganization, CheckedUser } from './checked.js';
import {
  describe,
  expectBoolean,
  expectExtra,
  expectList,
  expectObject,
  expectOptionalText,
  expectRecord,
  expectText,
  fail,
  Names,
} from './expectation.js';
import type { RoleKind } from './model.js';

/** Whom and what an organization can name. */
export interface OrganizationParts {
  readonly users: readonly CheckedUser[];
  readonly clients: readonly CheckedClient[];
  /** Organization role name → its kind. */
  readonly kinds: ReadonlyMap<string, RoleKind>;
}

const MEMBERS = ['id', 'name', 'description', 'customData', 'mfaRequired', 'members', 'machines', 'extra'];
// What stands in `aud` after `urn:logto:organization:`, and in addresses.
const ORGANIZATION_ID = /^[A-Za-z0-9_-]{1,128}$/;

/** Checks the organizations of an access model. */
export function checkOrganizations(value: unknown, parts: OrganizationParts): readonly CheckedOrganization[] {
  const ids = new Names('an id');
  return expectList('organizations', value).map((item, index) => {
    const path = `organizations[${index}]`;
    const organization = checkOrganization(path, item, parts);
    ids.add(`${path}.id`, organization.id);
    return organization;
  });
}

function checkOrganization(path: string, value: unknown, parts: OrganizationParts): CheckedOrganization {
  const entry = expectObject(path, value, MEMBERS);
  const id = expectText(
    `${path}.id`,
    entry['id'],
    'an id of letters, digits, _ and -, 128 at most',
    ORGANIZATION_ID,
  );
  return {
    id,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? id,
    description: expectOptionalText(`${path}.description`, entry['description']),
    customData:
      entry['customData'] === undefined ? {} : expectRecord(`${path}.customData`, entry['customData']),
    mfaRequired: expectBoolean(`${path}.mfaRequired`, entry['mfaRequired'], false),
    members: checkSubjects(`${path}.members`, entry['members'], 'user', parts, (subjectPath, name) =>
      findUser(subjectPath, name, parts),
    ),
    machines: checkSubjects(`${path}.machines`, entry['machines'], 'client', parts, (subjectPath, name) =>
      findMachine(subjectPath, name, parts),
    ),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}

function checkSubjects(
  path: string,
  value: unknown,
  member: 'user' | 'client',
  { kinds }: OrganizationParts,
  find: (path: string, name: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const names = new Names(member === 'user' ? 'a member' : 'a machine');
  const kind = member === 'user' ? 'user' : 'machine';
  const subjects = new Map<string, readonly string[]>();
  expectList(path, value).forEach((item, index) => {
    const entryPath = `${path}[${index}]`;
    const entry = expectObject(entryPath, item, [member, 'roles']);
    const subjectPath = `${entryPath}.${member}`;
    const id = find(subjectPath, expectText(subjectPath, entry[member]));
    names.add(subjectPath, id);
    const rolesPath = `${entryPath}.roles`;
    subjects.set(id, checkGivenRoles(rolesPath, entry['roles'], kind, kinds, 'an organization role'));
  });
  return subjects;
}

function findUser(path: string, name: string, { users }: OrganizationParts): string {
  const user = users.find(({ id }) => id === name) ?? users.find(({ username }) => username === name);
  if (user === undefined) fail(path, 'the username or id of a user in this model', describe(name));
  return user.id;
}

function findMachine(path: string, name: string, { clients }: OrganizationParts): string {
  const expected = 'the id of a client of kind machine in this model';
  const client = clients.find(({ id }) => id === name);
  if (client === undefined) fail(path, expected, describe(name));
  if (client.kind !== 'machine') {
    fail(path, expected, `${describe(name)}, which is of kind ${client.kind}`);
  }
  return client.id;
}
