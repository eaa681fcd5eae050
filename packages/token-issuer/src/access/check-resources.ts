import type { CheckedResource, CheckedScope } from './checked.js';
import {
  describe,
  expectBoolean,
  expectList,
  expectObject,
  expectOptionalText,
  expectRecord,
  expectText,
  expectWholeNumber,
  fail,
  Names,
} from './expectation.js';
import { deriveId } from './ids.js';
import { OPENID_SCOPES } from './model.js';

// RFC 6749 §3.3: scope-token. Logto also stores other names; no standard client could ask for them.
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
// RFC 3986 §4.3, the characters of an absolute URI; RFC 8707 §2 forbids a fragment.
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;
/** The longest life of an access token: 30 days, in seconds. */
const LONGEST_LIFE = 2_592_000;
/** Logto's own names: the resource of all organizations, and one for each of them. */
const RESERVED_INDICATOR = /^urn:logto:(?:resource:organizations$|organization:)/;

/** Checks the API resources of an access model. */
export function checkResources(value: unknown, ids: Names): readonly CheckedResource[] {
  const entries = expectList('resources', value);
  if (entries.length === 0) fail('resources', 'at least one resource', describe(value));
  const indicators = new Names('an indicator');
  let defaultPath: string | undefined;
  return entries.map((entry, index) => {
    const path = `resources[${index}]`;
    const resource = checkResource(path, entry, ids, indicators);
    if (resource.default) {
      if (defaultPath !== undefined) {
        fail(`${path}.default`, 'one default resource', `another at ${defaultPath}`);
      }
      defaultPath = `${path}.default`;
    }
    return resource;
  });
}

function checkResource(path: string, value: unknown, ids: Names, indicators: Names): CheckedResource {
  const entry = expectObject(path, value, [
    'indicator',
    'id',
    'name',
    'scopes',
    'accessTokenLife',
    'default',
  ]);
  const indicator = expectText(
    `${path}.indicator`,
    entry['indicator'],
    'an absolute URI without a fragment, such as https://api.example.com (RFC 8707 §2)',
    (text) => ABSOLUTE_URI.test(text) && URL.canParse(text),
  );
  if (RESERVED_INDICATOR.test(indicator)) {
    fail(`${path}.indicator`, "an indicator of your own, none of Logto's organizations", describe(indicator));
  }
  indicators.add(`${path}.indicator`, indicator);
  return {
    id: checkId(`${path}.id`, entry['id'], ids, 'resource', indicator),
    indicator,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? indicator,
    scopes: checkScopes(`${path}.scopes`, expectRecord(`${path}.scopes`, entry['scopes']), ids, indicator),
    accessTokenLife: expectWholeNumber(
      `${path}.accessTokenLife`,
      entry['accessTokenLife'],
      { min: 1, max: LONGEST_LIFE, unit: 'seconds' },
      3600,
    ),
    default: expectBoolean(`${path}.default`, entry['default'], false),
  };
}

/** Checks permissions, of a resource or of organizations. @param owner - Tells permissions of one name apart. */
export function checkScopes(
  path: string,
  scopes: Readonly<Record<string, unknown>>,
  ids: Names,
  owner: string,
): readonly CheckedScope[] {
  return Object.entries(scopes).map(([name, value]) => {
    const scopePath = `${path}[${describe(name)}]`;
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
    if (typeof value === 'string') {
      return {
        id: checkId(scopePath, undefined, ids, 'scope', owner, name),
        name,
        description: value,
      };
    }
    if (typeof value !== 'object' || value === null) fail(scopePath, 'a description', describe(value));
    const entry = expectObject(scopePath, value, ['description', 'id', 'implies']);
    for (const [index, implied] of expectList(`${scopePath}.implies`, entry['implies']).entries()) {
      expectText(
        `${scopePath}.implies[${index}]`,
        implied,
        `a permission beside it (${Object.keys(scopes).join(', ')})`,
        (text) => Object.hasOwn(scopes, text),
      );
    }
    const { description } = entry;
    if (typeof description !== 'string') {
      fail(`${scopePath}.description`, 'a description', describe(description));
    }
    return {
      id: checkId(`${scopePath}.id`, entry['id'], ids, 'scope', owner, name),
      name,
      description,
    };
  });
}

/** The id that is given, or one made from what the thing is called. */
export function checkId(path: string, value: unknown, ids: Names, ...names: readonly string[]): string {
  const id =
    value === undefined
      ? deriveId(...names)
      : expectText(path, value, 'an id of letters, digits, _ and -', /^[A-Za-z0-9_-]{1,128}$/);
  ids.add(path, id);
  return id;
}
