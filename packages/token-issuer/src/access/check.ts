import { checkClients } from './check-clients.js';
import { checkUsers } from './check-users.js';
import {
  describe,
  expectBoolean,
  expectList,
  expectObject,
  expectOneOf,
  expectOptionalText,
  expectRecord,
  expectText,
  expectWholeNumber,
  fail,
  Names,
} from './expectation.js';
import { OPENID_SCOPES } from './model.js';
import type { AccessModel, CustomClaims, RoleKind } from './model.js';
import type { CheckedAccess, CheckedResource, CheckedRole } from './checked.js';

// RFC 6749 §3.3: scope-token. Logto also stores other names; no standard client could ask for them.
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
// RFC 3986 §4.3, the characters of an absolute URI; RFC 8707 §2 forbids a fragment.
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;
/** The longest life of an access token: 30 days, in seconds. */
const LONGEST_LIFE = 2_592_000;

/**
 * Checks a whole access model and gives every default its value.
 *
 * @throws TypeError that names the path of the first mistake, what was expected there and what was found.
 */
export function checkAccess(model: AccessModel): CheckedAccess {
  const access = expectObject('access model', model, [
    'resources',
    'roles',
    'users',
    'clients',
    'customClaims',
  ]);
  const resources = checkResources(access['resources']);
  const roles = checkRoles(access['roles'], resources);
  const kinds = new Map(roles.map((role) => [role.name, role.kind]));
  const clients = checkClients(access['clients'], kinds);
  const users = checkUsers(access['users'], kinds, new Set(clients.map((client) => client.id)));
  const customClaims = access['customClaims'];
  if (customClaims !== undefined && typeof customClaims !== 'function') {
    fail('customClaims', 'a function', describe(customClaims));
  }
  return { resources, roles, users, clients, customClaims: customClaims as CustomClaims | undefined };
}

function checkResources(value: unknown): readonly CheckedResource[] {
  const entries = expectList('resources', value);
  if (entries.length === 0) fail('resources', 'at least one resource', describe(value));
  const indicators = new Names('an indicator');
  let defaultPath: string | undefined;
  return entries.map((entry, index) => {
    const path = `resources[${index}]`;
    const resource = checkResource(path, entry);
    indicators.add(`${path}.indicator`, resource.indicator);
    if (resource.default) {
      if (defaultPath !== undefined) {
        fail(`${path}.default`, 'one default resource', `another at ${defaultPath}`);
      }
      defaultPath = `${path}.default`;
    }
    return resource;
  });
}

function checkResource(path: string, value: unknown): CheckedResource {
  const entry = expectObject(path, value, ['indicator', 'name', 'scopes', 'accessTokenLife', 'default']);
  const indicator = expectText(
    `${path}.indicator`,
    entry['indicator'],
    'an absolute URI without a fragment, such as https://api.example.com (RFC 8707 §2)',
    (text) => ABSOLUTE_URI.test(text) && URL.canParse(text),
  );
  const scopes = expectRecord(`${path}.scopes`, entry['scopes']);
  for (const [name, description] of Object.entries(scopes)) {
    const scopePath = `${path}.scopes[${describe(name)}]`;
    if (!SCOPE_TOKEN.test(name)) {
      fail(
        scopePath,
        'a name of printable ASCII without white space, " or \\ (RFC 6749 §3.3)',
        describe(name),
      );
    }
    if ((OPENID_SCOPES as readonly string[]).includes(name)) {
      fail(scopePath, `a name other than ${OPENID_SCOPES.join(', ')}`, describe(name));
    }
    if (typeof description !== 'string') fail(scopePath, 'a description', describe(description));
  }
  return {
    indicator,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? indicator,
    scopes: scopes as Readonly<Record<string, string>>,
    accessTokenLife: expectWholeNumber(
      `${path}.accessTokenLife`,
      entry['accessTokenLife'],
      { min: 1, max: LONGEST_LIFE, unit: 'seconds' },
      3600,
    ),
    default: expectBoolean(`${path}.default`, entry['default'], false),
  };
}

function checkRoles(value: unknown, resources: readonly CheckedResource[]): readonly CheckedRole[] {
  const names = new Names('a name');
  return expectList('roles', value).map((item, index) => {
    const path = `roles[${index}]`;
    const entry = expectObject(path, item, ['name', 'kind', 'description', 'scopes']);
    const name = expectText(`${path}.name`, entry['name']);
    names.add(`${path}.name`, name);
    expectOptionalText(`${path}.description`, entry['description']);
    return {
      name,
      kind: expectOneOf<RoleKind>(`${path}.kind`, entry['kind'], ['user', 'machine']),
      scopes: checkRoleScopes(`${path}.scopes`, entry['scopes'], resources),
    };
  });
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
    const known = Object.keys(resource.scopes);
    const names = expectList(resourcePath, list).map((scope, index) =>
      expectText(
        `${resourcePath}[${index}]`,
        scope,
        `a permission of ${indicator} (${known.join(', ') || 'it has none'})`,
        (text) => known.includes(text),
      ),
    );
    permissions.set(indicator, names);
  }
  return permissions;
}
