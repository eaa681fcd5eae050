import type { CheckedResource, CheckedScope } from './checked.js';
import {
  describe,
  expectBoolean,
  expectExtra,
  expectList,
  expectObject,
  expectOptionalText,
  expectRecord,
  expectText,
  expectWholeNumber,
  fail,
  Names,
  YEAR,
} from './expectation.js';
import { deriveId } from './ids.js';
import { isManagementApi, MANAGEMENT_API_ID } from './management-api.js';
import { OPENID_SCOPES } from './model.js';

/** RFC 6749 §3.3: scope-token. Logto also stores other names; no standard client could ask for them. */
export const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
// RFC 3986 §4.3, the characters of an absolute URI; RFC 8707 §2 forbids a fragment.
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?[\]@!$&'()*+,;=%]+$/;
/** The longest life of an access token: 30 days, in seconds. */
export const LONGEST_LIFE = 2_592_000;
/** Logto's own names: the resource of all organizations, and one for each of them. */
const RESERVED_INDICATOR = /^urn:logto:(?:resource:organizations$|organization:)/;

/**
 * Whether a model is somebody's, or the issuer's own that was kept in the storage. The Management API takes
 * what Logto takes, which is more than anybody should write.
 */
export type Origin = 'given' | 'kept';

/** Checks the API resources of an access model. */
export function checkResources(value: unknown, ids: Names, origin: Origin): readonly CheckedResource[] {
  const entries = expectList('resources', value);
  if (entries.length === 0) fail('resources', 'at least one resource', describe(value));
  const indicators = new Names('an indicator');
  let defaultPath: string | undefined;
  return entries.map((entry, index) => {
    const path = `resources[${index}]`;
    const resource = checkResource(path, entry, { ids, indicators, origin });
    if (resource.default) {
      if (defaultPath !== undefined) {
        fail(`${path}.default`, 'one default resource', `another at ${defaultPath}`);
      }
      defaultPath = `${path}.default`;
    }
    return resource;
  });
}

interface Checks {
  readonly ids: Names;
  readonly indicators: Names;
  readonly origin: Origin;
}

function checkResource(path: string, value: unknown, { ids, indicators, origin }: Checks): CheckedResource {
  const entry = expectObject(path, value, [
    'indicator',
    'id',
    'name',
    'scopes',
    'implies',
    'reserved',
    'accessTokenLife',
    'default',
  ]);
  const indicator =
    origin === 'kept'
      ? expectText(`${path}.indicator`, entry['indicator'])
      : checkIndicator(`${path}.indicator`, entry['indicator']);
  indicators.add(`${path}.indicator`, indicator);
  const id = entry['id'] ?? ownId(indicator, MANAGEMENT_API_ID, ids);
  const scopes = checkScopes(
    `${path}.scopes`,
    expectRecord(`${path}.scopes`, entry['scopes']),
    ids,
    indicator,
    origin,
  );
  return {
    id: checkId(`${path}.id`, id, ids, 'resource', indicator),
    indicator,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? indicator,
    scopes: withImplied(`${path}.implies`, scopes, entry['implies']),
    reserved: expectList(`${path}.reserved`, entry['reserved']).map((audience, index) =>
      expectText(`${path}.reserved[${index}]`, audience, 'an audience'),
    ),
    accessTokenLife: checkLife(`${path}.accessTokenLife`, entry['accessTokenLife'], origin),
    default: expectBoolean(`${path}.default`, entry['default'], false),
  };
}

/** An indicator, by the rules of an access file. */
export function checkIndicator(path: string, value: unknown): string {
  const indicator = expectText(
    path,
    value,
    'an absolute URI without a fragment, such as https://api.example.com (RFC 8707 §2)',
    (text) => ABSOLUTE_URI.test(text) && URL.canParse(text),
  );
  if (RESERVED_INDICATOR.test(indicator)) {
    fail(path, "an indicator of your own, none of Logto's organizations", describe(indicator));
  }
  return indicator;
}

function checkLife(path: string, value: unknown, origin: Origin): number {
  const bounds = origin === 'kept' ? { min: -YEAR, max: YEAR } : { min: 1, max: LONGEST_LIFE };
  return expectWholeNumber(path, value, { ...bounds, unit: 'seconds' }, 3600);
}

/** Logto's own id where the thing is Logto's own; a second Management API has none. */
function ownId(indicator: string, id: string, ids: Names): string | undefined {
  return isManagementApi(indicator) && !ids.has(id) ? id : undefined;
}

/** Checks permissions, of a resource or of organizations. @param owner - Tells permissions of one name apart. */
export function checkScopes(
  path: string,
  scopes: Readonly<Record<string, unknown>>,
  ids: Names,
  owner: string,
  origin: Origin,
): readonly CheckedScope[] {
  return Object.entries(scopes).map(([name, value]) => {
    const scopePath = `${path}[${describe(name)}]`;
    if (origin === 'given') checkScopeName(scopePath, name);
    const entry = readScope(scopePath, value, Object.keys(scopes));
    const id = entry['id'] ?? ownId(owner, `${MANAGEMENT_API_ID}-${name}`, ids);
    const { description } = entry;
    if (description !== undefined && typeof description !== 'string') {
      fail(`${scopePath}.description`, 'a description', describe(description));
    }
    return {
      id: checkId(`${scopePath}.id`, id, ids, 'scope', owner, name),
      name,
      description,
      implies: (entry['implies'] ?? []) as readonly string[],
      extra: expectExtra(`${scopePath}.extra`, entry['extra']),
    };
  });
}

/** The name of a permission, by the rules of an access file. */
export function checkScopeName(path: string, name: string): void {
  if (!SCOPE_TOKEN.test(name)) {
    fail(path, 'a name of printable ASCII without white space, " or \\ (RFC 6749 §3.3)', describe(name));
  }
  if ((OPENID_SCOPES as readonly string[]).includes(name)) {
    fail(path, `a name other than ${OPENID_SCOPES.join(', ')}`, describe(name));
  }
}

/** A permission; a text alone is its description. @param beside - The names that it may imply. */
function readScope(
  path: string,
  value: unknown,
  beside: readonly string[],
): Readonly<Record<string, unknown>> {
  if (typeof value === 'string') return { description: value };
  if (typeof value !== 'object' || value === null) fail(path, 'a description', describe(value));
  const entry = expectObject(path, value, ['description', 'id', 'implies', 'extra']);
  const implies = expectList(`${path}.implies`, entry['implies']).map((implied, index) =>
    expectText(
      `${path}.implies[${index}]`,
      implied,
      `a permission beside it (${beside.join(', ')})`,
      (text) => beside.includes(text),
    ),
  );
  return { ...entry, implies };
}

/** `defineResource()` of `@acme/token-core` leaves the implied permissions beside the others, and not in them. */
function withImplied(path: string, scopes: readonly CheckedScope[], value: unknown): readonly CheckedScope[] {
  if (value === undefined) return scopes;
  const known = scopes.map(({ name }) => name);
  const expected = `a permission of this resource (${known.join(', ') || 'it has none'})`;
  const isKnown = (text: string) => known.includes(text);
  const implied = new Map<string, readonly string[]>();
  for (const [name, list] of Object.entries(expectRecord(path, value))) {
    const namePath = `${path}[${describe(name)}]`;
    expectText(namePath, name, expected, isKnown);
    const names = expectList(namePath, list).map((item, index) =>
      expectText(`${namePath}[${index}]`, item, expected, isKnown),
    );
    implied.set(name, names);
  }
  return scopes.map((scope) => ({ ...scope, implies: implied.get(scope.name) ?? scope.implies }));
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
