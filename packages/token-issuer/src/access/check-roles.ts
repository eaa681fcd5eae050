import { checkId } from './check-resources.js';
import type { CheckedOrganizationRole, CheckedResource, CheckedRole, CheckedScope } from './checked.js';
import {
  describe,
  expectExtra,
  expectList,
  expectObject,
  expectOneOf,
  expectOptionalText,
  expectRecord,
  expectText,
  fail,
  Names,
} from './expectation.js';
import type { RoleKind } from './model.js';

const MEMBERS = ['name', 'id', 'kind', 'description', 'scopes', 'extra'];

/** Checks the global roles of an access model. */
export function checkRoles(
  value: unknown,
  resources: readonly CheckedResource[],
  ids: Names,
): readonly CheckedRole[] {
  return checkEach('roles', value, MEMBERS, (path, entry) => checkRole(path, entry, resources, ids, 'role'));
}

/** Checks the organization roles of an access model. */
export function checkOrganizationRoles(
  value: unknown,
  resources: readonly CheckedResource[],
  organizationScopes: readonly CheckedScope[],
  ids: Names,
): readonly CheckedOrganizationRole[] {
  const known = organizationScopes.map(({ name }) => name);
  return checkEach('organizationRoles', value, [...MEMBERS, 'organizationScopes'], (path, entry) => ({
    ...checkRole(path, entry, resources, ids, 'organization role'),
    organizationScopes: checkNames(
      `${path}.organizationScopes`,
      entry['organizationScopes'],
      'one of organizationScopes',
      known,
    ),
  }));
}

type Entry = Readonly<Record<string, unknown>>;

function checkEach<R extends CheckedRole>(
  list: string,
  value: unknown,
  members: readonly string[],
  check: (path: string, entry: Entry) => R,
): readonly R[] {
  const names = new Names('a name');
  return expectList(list, value).map((item, index) => {
    const path = `${list}[${index}]`;
    const entry = expectObject(path, item, members);
    names.add(`${path}.name`, expectText(`${path}.name`, entry['name']));
    return check(path, entry);
  });
}

function checkRole(
  path: string,
  entry: Entry,
  resources: readonly CheckedResource[],
  ids: Names,
  what: string,
): CheckedRole {
  const name = expectText(`${path}.name`, entry['name']);
  return {
    id: checkId(`${path}.id`, entry['id'], ids, what, name),
    name,
    kind: expectOneOf<RoleKind>(`${path}.kind`, entry['kind'], ['user', 'machine']),
    description: expectOptionalText(`${path}.description`, entry['description']),
    scopes: checkRoleScopes(`${path}.scopes`, entry['scopes'], resources),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}

function checkRoleScopes(
  path: string,
  value: unknown,
  resources: readonly CheckedResource[],
): ReadonlyMap<string, readonly string[]> {
  const permissions = new Map<string, readonly string[]>();
  if (value === undefined) return permissions;
  for (const [indicator, list] of Object.entries(expectRecord(path, value))) {
    const resourcePath = `${path}[${describe(indicator)}]`;
    const resource = resources.find((candidate) => candidate.indicator === indicator);
    if (resource === undefined) {
      const known = resources.map((candidate) => candidate.indicator).join(', ');
      fail(resourcePath, `the indicator of a resource in this model (${known})`, describe(indicator));
    }
    const known = resource.scopes.map(({ name }) => name);
    permissions.set(indicator, checkNames(resourcePath, list, `a permission of ${indicator}`, known));
  }
  return permissions;
}

function checkNames(
  path: string,
  value: unknown,
  expected: string,
  known: readonly string[],
): readonly string[] {
  return expectList(path, value).map((item, index) =>
    expectText(`${path}[${index}]`, item, `${expected} (${known.join(', ') || 'it has none'})`, (text) =>
      known.includes(text),
    ),
  );
}

/** The roles given to a subject: each one is known, of the right kind, and given once. */
export function checkGivenRoles(
  path: string,
  value: unknown,
  kind: RoleKind,
  kinds: ReadonlyMap<string, RoleKind>,
  what = 'a role',
): readonly string[] {
  const names = new Names(what);
  return expectList(path, value).map((item, index) => {
    const rolePath = `${path}[${index}]`;
    const expected = `${what} of kind ${kind} (${namesOf(kind, kinds)})`;
    const name = expectText(rolePath, item, expected);
    const found = kinds.get(name);
    if (found === undefined) fail(rolePath, expected, `the unknown role ${describe(name)}`);
    if (found !== kind) fail(rolePath, expected, `${describe(name)}, which is of kind ${found}`);
    names.add(rolePath, name);
    return name;
  });
}

function namesOf(kind: RoleKind, kinds: ReadonlyMap<string, RoleKind>): string {
  const names = [...kinds].filter(([, candidate]) => candidate === kind).map(([name]) => name);
  return names.join(', ') || 'there is none';
}
