import { InsufficientScopeError } from '../errors.js';
import { expectOptions, fail } from '../options.js';
import type { Resource } from '../resource.js';

/**
 * What a route needs. Both members may be given; then both must hold.
 *
 * @typeParam S - The permission names of the resource.
 */
export interface Requirement<S extends string = string> {
  /** All of these. Not empty. */
  readonly scopes?: readonly S[];
  /** At least one of these. Not empty. */
  readonly anyScope?: readonly S[];
}

/** One requirement, or several that must all hold (a class's and a method's, say). */
export type Requirements<S extends string = string> = Requirement<S> | readonly Requirement<S>[];

/** A checked requirement, in the shape that judging reads. */
export interface CompiledRequirement {
  /** Every one of these is needed. */
  readonly all: readonly string[];
  /** Of each of these lists, one scope is needed. */
  readonly anyOf: readonly (readonly string[])[];
}

const NONE: CompiledRequirement = Object.freeze({ all: [], anyOf: [] });
const WHITE_SPACE = /\s/;

/**
 * Makes the function that checks a requirement once and remembers the outcome per object, so that a route's
 * requirement costs one look-up per request.
 *
 * @param resource - Where given, a scope that it does not define is a mistake in the program.
 */
export function requirementCompiler(
  resource: Resource | undefined,
): (requirement: Requirements | undefined) => CompiledRequirement {
  const compiled = new WeakMap<object, CompiledRequirement>();
  return (requirement) => {
    if (requirement === undefined) return NONE;
    const known = compiled.get(requirement);
    if (known !== undefined) return known;
    const made = compileRequirements(requirement, resource);
    compiled.set(requirement, made);
    return made;
  };
}

function compileRequirements(requirement: Requirements, resource: Resource | undefined): CompiledRequirement {
  const all: string[] = [];
  const anyOf: (readonly string[])[] = [];
  const parts = Array.isArray(requirement)
    ? (requirement as readonly Requirement[])
    : [requirement as Requirement];
  for (const part of parts) {
    const { scopes, anyScope } = expectOptions<Requirement>('requirement', part, ['scopes', 'anyScope']);
    if (scopes !== undefined) all.push(...checkScopeList('scopes', scopes, resource));
    if (anyScope !== undefined) anyOf.push(checkScopeList('anyScope', anyScope, resource));
  }
  return { all: [...new Set(all)], anyOf };
}

function checkScopeList(option: string, list: unknown, resource: Resource | undefined): readonly string[] {
  // An empty list would silently mean "any token".
  if (!Array.isArray(list) || list.length === 0) fail(option, 'a list of at least one scope', list);
  for (const scope of list as readonly unknown[]) {
    if (typeof scope !== 'string' || scope === '' || WHITE_SPACE.test(scope)) {
      fail(option, 'scopes without white space', scope);
    }
    if (resource !== undefined && !Object.hasOwn(resource.scopes, scope)) {
      fail(
        option,
        `a permission of ${resource.indicator} (${Object.keys(resource.scopes).join(', ')})`,
        scope,
      );
    }
  }
  return [...(list as readonly string[])];
}

/** Judges the scopes a token has against what is required; last of all checks, so that 401 comes before 403. */
export function judgeScopes(granted: ReadonlySet<string>, requirement: CompiledRequirement): void {
  if (satisfies(granted, requirement)) return;
  const { all, anyOf } = requirement;
  const required = [...all, ...anyOf.flat()];
  const missing = [
    ...all.filter((scope) => !granted.has(scope)),
    ...anyOf.filter((list) => !list.some((scope) => granted.has(scope))).flat(),
  ];
  throw new InsufficientScopeError([...new Set(required)], [...new Set(missing)], {
    hint: scopeHint(granted),
  });
}

// Loops, since this runs at every request.
function satisfies(granted: ReadonlySet<string>, { all, anyOf }: CompiledRequirement): boolean {
  for (const scope of all) {
    if (!granted.has(scope)) return false;
  }
  for (const list of anyOf) {
    if (!list.some((scope) => granted.has(scope))) return false;
  }
  return true;
}

function scopeHint(granted: ReadonlySet<string>): string {
  return granted.size === 0
    ? 'The token carries no scope at all: does the client ask for any, and does a role of the subject give them on this resource?'
    : 'The token carries other scopes: does the client ask for the missing ones, and does a role of the subject give them? A new role shows in a new token only.';
}

/**
 * Reads the `scope` claim: a string split on spaces (RFC 6749 §3.3). Absent or empty is an empty set.
 * `undefined` means that the claim has a shape that is not accepted.
 */
export function readScopeText(value: unknown): Set<string> | undefined {
  if (value === undefined) return new Set();
  if (typeof value !== 'string') return undefined;
  const scopes = new Set(value.split(' '));
  scopes.delete('');
  return scopes;
}

/** Reads a claim such as `scp` or `permissions`, which providers send as a string or as a list of strings. */
export function readScopeList(value: unknown): Set<string> | undefined {
  if (!Array.isArray(value)) return readScopeText(value);
  if (!value.every((item): item is string => typeof item === 'string')) return undefined;
  const scopes = new Set(value);
  scopes.delete('');
  return scopes;
}
