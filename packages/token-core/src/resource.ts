import { expectOptions, fail } from './options.js';

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
  /** Permission name → what it allows, in words. */
  readonly scopes: Readonly<Record<S, string>>;
  /** Carries the permission names for the compiler; not there at run time. */
  readonly [scopeType]?: S;
}

/** What {@link defineResource} takes. */
export interface ResourceDefinition<S extends string> {
  /** An absolute URI without a fragment (RFC 8707 §2), exactly as the authorization server registers it. */
  readonly indicator: string;
  /** Permission name → what it allows, in words. A name is any text without white space. At least one. */
  readonly scopes: Readonly<Record<S, string>>;
  /** Allows a query in the indicator, which RFC 8707 §2 advises against. Default false. */
  readonly allowQuery?: boolean;
}

// RFC 3986 §4.3: scheme ":" hier-part. The characters of a URI, so no white space and nothing unescaped.
const ABSOLUTE_URI = /^[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+$/;
const WHITE_SPACE = /\s/;

/**
 * Describes the API once; the permission names become types everywhere else.
 *
 * @throws TypeError when the indicator is not an absolute URI, has a fragment or (unless allowed) a query,
 *   or when a permission is unnamed, undescribed or holds white space.
 */
export function defineResource<const S extends string>(definition: ResourceDefinition<S>): Resource<S> {
  const { indicator, scopes, allowQuery } = expectOptions<ResourceDefinition<S>>(
    'defineResource',
    definition,
    ['indicator', 'scopes', 'allowQuery'],
  );
  checkIndicator(indicator, allowQuery);
  checkScopes(scopes);
  return Object.freeze({ indicator, scopes: Object.freeze({ ...scopes }) });
}

function checkIndicator(indicator: unknown, allowQuery: unknown): void {
  if (allowQuery !== undefined && typeof allowQuery !== 'boolean')
    fail('allowQuery', 'a boolean', allowQuery);
  if (typeof indicator !== 'string' || !ABSOLUTE_URI.test(indicator)) {
    fail('indicator', 'an absolute URI such as https://api.example.com (RFC 8707 §2)', indicator);
  }
  if (indicator.includes('#')) fail('indicator', 'a URI without a fragment (RFC 8707 §2)', indicator);
  if (indicator.includes('?') && allowQuery !== true) {
    fail('indicator', 'a URI without a query, or the option allowQuery (RFC 8707 §2)', indicator);
  }
}

function checkScopes(scopes: unknown): void {
  if (typeof scopes !== 'object' || scopes === null || Array.isArray(scopes)) {
    fail('scopes', 'an object of permission names and their descriptions', scopes);
  }
  const entries: [string, unknown][] = Object.entries(scopes);
  if (entries.length === 0) fail('scopes', 'at least one permission', scopes);
  for (const [name, description] of entries) {
    if (name === '' || WHITE_SPACE.test(name)) fail('scopes', 'names without white space', name);
    if (typeof description !== 'string') fail(`scopes['${name}']`, 'a description', description);
  }
}
