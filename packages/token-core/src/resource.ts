import { isReserved } from './token/claims.js';
import { isJsonObject, isObject } from './json.js';
import { expectName, expectOptions, fail, kind, readOptions } from './options.js';

declare const scopeType: unique symbol;

/**
 * An API resource (RFC 8707): what a token must be meant for, and the permissions that exist on it.
 * Made by {@link defineResource}; frozen.
 *
 * @typeParam S - The union of its permission names.
 */
export interface Resource<S extends string = string> {
  /** The resource indicator: the exact `aud` of a token for this API. */
  readonly indicator: string;
  /** Permission name → what it allows, in words. Empty where the permissions are not known: then any is let through. */
  readonly scopes: Readonly<Record<S, string>>;
  /**
   * Permission name → every permission that it implies, through others too. Only permissions that imply one stand here; not
   * there where none does.
   */
  readonly implies?: Readonly<Partial<Record<S, readonly S[]>>>;
  /** Audiences that are nobody's API; a token that names one is refused. Not there where none is reserved. */
  readonly reserved?: readonly string[];
  /** Carries the permission names for the compiler; not there at run time. */
  readonly [scopeType]?: S;
}

/** A permission with more than its description. */
export interface ScopeDefinition<S extends string = string> {
  /** What it allows, in words. */
  readonly description: string;
  /** Permissions that whoever has this one has as well, and whatever those imply. Default none. No circles. */
  readonly implies?: readonly S[];
}

/** What {@link defineResource} takes. */
export interface ResourceDefinition<S extends string> {
  /** An absolute URI without a fragment (RFC 8707 §2), exactly as the authorization server registers it. */
  readonly indicator: string;
  /**
   * Permission name → what it allows, in words; at least one. A name is printable ASCII without white space, `"` and `\`
   * (RFC 6749 §3.3).
   */
  readonly scopes: Readonly<Record<S, string | ScopeDefinition<NoInfer<S>>>>;
  /** Allows a query in the indicator, which RFC 8707 §2 advises against. Default false. */
  readonly allowQuery?: boolean;
  /**
   * Allows any name without white space, for authorization servers that do. In a challenge, what RFC 6749 §3.3 does not
   * know is then percent-encoded. Default false.
   */
  readonly allowAnyScopeName?: boolean;
  /**
   * Audiences that the authorization server keeps for itself: exact ones, and with a colon at the end whatever begins so. As an
   * indicator they are a TypeError, and a token that names one is refused. Default none.
   */
  readonly reserved?: readonly string[];
}

// RFC 3986 §4.3: scheme ":" hier-part. The characters of a URI, so no white space and nothing unescaped.
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const WHITE_SPACE = /\s/;
// RFC 6749 §3.3: scope-token.
const SCOPE_TOKEN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/**
 * Describes the API once; the permission names become types everywhere else.
 *
 * @throws TypeError when the indicator is not an absolute URI, has a fragment or (unless allowed) a query;
 *   when a permission is undescribed or (unless allowed) its name is none of RFC 6749 §3.3; when one implies a
 *   permission that is not defined, or itself through others.
 * @example
 * const products = defineResource({
 *   indicator: 'https://api.example.com',
 *   scopes: {
 *     'read:products': 'See products',
 *     'write:products': { description: 'Add and change products', implies: ['read:products'] },
 *   },
 * });
 */
export function defineResource<const S extends string>(definition: ResourceDefinition<S>): Resource<S> {
  const { indicator, scopes, allowQuery, allowAnyScopeName, reserved } = readOptions(
    'defineResource',
    definition,
    {
      indicator: (value) => value,
      scopes: (value) => value,
      allowQuery: kind('boolean', false),
      allowAnyScopeName: kind('boolean', false),
      reserved: readReserved,
    },
  );
  const checked = checkIndicator(indicator, allowQuery, reserved);
  const { descriptions, implied } = readScopes(scopes, allowAnyScopeName);
  const implies = closeImplications(implied);
  const resource = copyResource({ indicator: checked, scopes: descriptions, implies, reserved });
  defined.add(resource);
  return resource as Resource<S>;
}

/** What cannot change any more, and was checked. */
const defined = new WeakSet<object>();

/** Whether {@link defineResource} of this copy of the package made it. */
export function isDefined(value: object): value is Resource {
  return defined.has(value);
}

/** A resource of which nothing but the indicator is known: any permission may be demanded. */
export function openResource(indicator: string): Resource {
  return Object.freeze({ indicator, scopes: Object.freeze({}) });
}

/** What a resource is made of, before it is one. */
interface Parts {
  readonly indicator: string;
  readonly scopes: Readonly<Record<string, string>>;
  readonly implies?: Resource['implies'];
  readonly reserved?: readonly string[] | undefined;
}

/** A copy that cannot change: of what was defined, or of a resource that was written by hand. */
export function copyResource({ indicator, scopes, implies = {}, reserved = [] }: Parts): Resource {
  const lists = Object.entries(implies).map(([name, list = []]) => [name, Object.freeze([...list])] as const);
  return Object.freeze({
    indicator,
    scopes: Object.freeze({ ...scopes }),
    ...(lists.length > 0 && { implies: Object.freeze(Object.fromEntries(lists)) }),
    ...(reserved.length > 0 && { reserved: Object.freeze([...reserved]) }),
  });
}

/** Permission → those that imply it; `undefined` where none implies another. */
export function impliersOf(resource: Resource): ReadonlyMap<string, readonly string[]> | undefined {
  // Its own: what stands on a prototype must not make one permission out of another.
  if (!Object.hasOwn(resource, 'implies')) return undefined;
  const { implies = {} } = resource;
  const impliers = new Map<string, string[]>();
  for (const [name, implied] of Object.entries(implies)) {
    for (const each of implied ?? []) impliers.set(each, [...(impliers.get(each) ?? []), name]);
  }
  return impliers;
}

/** Whether it is a list of audiences, without a hole. */
export function isAudienceList(given: unknown): given is readonly string[] {
  return (
    Array.isArray(given) &&
    [...(given as readonly unknown[])].every((name) => typeof name === 'string' && name !== '')
  );
}

function readReserved(given: unknown = [], option: string): readonly string[] {
  return isAudienceList(given) ? given : fail(option, 'a list of audiences', given);
}

function checkIndicator(given: unknown, allowQuery: boolean, reserved: readonly string[]): string {
  const standard = '(RFC 8707 §2)';
  const expected = `an absolute URI such as https://api.example.com ${standard}`;
  const text = expectName('indicator', given, expected);
  if (!ABSOLUTE_URI.test(text)) fail('indicator', expected, text);
  if (text.includes('#')) fail('indicator', `a URI without a fragment ${standard}`, text);
  if (text.includes('?') && !allowQuery)
    fail('indicator', `a URI without a query, or the option allowQuery ${standard}`, text);
  if (isReserved(text, reserved)) fail('indicator', 'an API of yours: this audience is reserved', text);
  return text;
}

interface ReadScopes {
  readonly descriptions: Readonly<Record<string, string>>;
  /** As written, for each permission that implies something. */
  readonly implied: ReadonlyMap<string, readonly string[]>;
}

function readScopes(scopes: unknown, anyName: boolean): ReadScopes {
  if (!isJsonObject(scopes) || Object.keys(scopes).length === 0)
    fail('scopes', 'an object of at least one permission and its description', scopes);
  const names = Object.keys(scopes);
  const implied = new Map<string, readonly string[]>();
  const described = names.map((name): [string, string] => {
    checkName(name, anyName);
    const option = `scopes['${name}']`;
    const value = scopes[name];
    const { description, implies } = isObject(value)
      ? expectOptions<Partial<ScopeDefinition>>(option, value, ['description', 'implies'])
      : { description: value, implies: undefined };
    if (typeof description !== 'string') fail(option, 'a description', description);
    if (implies !== undefined) implied.set(name, readImplied(`${option}.implies`, implies, names));
    return [name, description];
  });
  return { descriptions: Object.fromEntries(described), implied };
}

function checkName(name: string, anyName: boolean): void {
  if (name === '' || WHITE_SPACE.test(name)) fail('scopes', 'names without white space', name);
  if (!anyName && !SCOPE_TOKEN.test(name)) {
    const expected =
      'names of printable ASCII without " and \\ (RFC 6749 §3.3), or the option allowAnyScopeName';
    fail('scopes', expected, name);
  }
}

function readImplied(option: string, implies: unknown, names: readonly string[]): readonly string[] {
  if (!Array.isArray(implies)) fail(option, 'a list of permissions', implies);
  return Array.from(
    implies as readonly unknown[],
    (each) =>
      names.find((name) => name === each) ??
      fail(option, `permissions of this resource (${names.join(', ')})`, each),
  );
}

/** Adds what is implied through others. */
function closeImplications(
  implied: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, readonly string[]>> {
  const closed = new Map<string, readonly string[]>();
  for (const [name, direct] of implied) {
    // A set is walked to its end, also through what is added on the way.
    const reached = new Set(direct);
    for (const each of reached) for (const next of implied.get(each) ?? []) reached.add(next);
    if (reached.has(name))
      throw new TypeError(`scopes['${name}'].implies: expected no circle, found one back to '${name}'`);
    if (reached.size > 0) closed.set(name, [...reached]);
  }
  return Object.fromEntries(closed);
}
