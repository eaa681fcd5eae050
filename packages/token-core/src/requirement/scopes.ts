import { InsufficientScopeError } from '../errors.js';
import { fail } from '../options.js';
import type { Demand, RequirementPolicy } from './policy.js';
import type { Requirement } from './requirement.js';
import type { Resource } from '../resource.js';
import type { JudgedToken } from '../token/verified-token.js';

const WHITE_SPACE = /\s/;

/**
 * Checks a list of scopes and copies it.
 *
 * @throws TypeError when it is none, is empty, or names what the resource does not define.
 */
export function checkScopeList(
  list: unknown,
  option: string,
  { resource }: RequirementPolicy,
): readonly string[] {
  // An empty list would silently mean "any token".
  if (!Array.isArray(list) || list.length === 0) fail(option, 'a list of at least one scope', list);
  const scopes: string[] = [];
  for (let index = 0; index < list.length; index++) {
    // Read once, and not through a prototype, where a hole in the list would be filled from.
    const scope: unknown = Object.hasOwn(list, index) ? list[index] : undefined;
    if (typeof scope === 'string' && Object.hasOwn(resource.scopes, scope)) scopes.push(scope);
    else scopes.push(checkOtherScope(option, scope, resource));
  }
  return scopes;
}

/** A scope that the resource does not define: none at all, or good where the resource defines nothing. */
function checkOtherScope(option: string, scope: unknown, resource: Resource): string {
  if (typeof scope !== 'string' || scope === '' || WHITE_SPACE.test(scope)) {
    fail(option, 'scopes without white space', scope);
  }
  const known = Object.keys(resource.scopes);
  if (known.length > 0) fail(option, `a permission of ${resource.indicator} (${known.join(', ')})`, scope);
  return scope;
}

/** Judges the scopes a token has against what is required; last of all checks, so that 401 comes before 403. */
export function judgeScopes({ scopes: held }: JudgedToken, { parts, policy }: Demand): void {
  for (const { scopes, anyScope } of parts) {
    if (scopes !== undefined && !hasAll(held, scopes, policy)) refuse(held, parts, policy);
    if (anyScope !== undefined && !hasAny(held, anyScope, policy)) refuse(held, parts, policy);
  }
}

// Loops, since these run at every request.
function hasAll(held: ReadonlySet<string>, scopes: readonly string[], policy: RequirementPolicy): boolean {
  for (const scope of scopes) {
    if (!holds(held, scope, policy)) return false;
  }
  return true;
}

function hasAny(held: ReadonlySet<string>, scopes: readonly string[], policy: RequirementPolicy): boolean {
  for (const scope of scopes) {
    if (holds(held, scope, policy)) return true;
  }
  return false;
}

/** Whether a permission is held, by its own name or by one that implies it. */
function holds(held: ReadonlySet<string>, scope: string, { impliers }: RequirementPolicy): boolean {
  if (held.has(scope)) return true;
  return impliers?.get(scope)?.some((name) => held.has(name)) ?? false;
}

/** Every scope that is named, each once: those that are all needed first. */
export function namedScopes(parts: readonly Requirement[]): readonly string[] {
  const all = parts.flatMap(({ scopes = [] }) => scopes);
  return [...new Set([...all, ...parts.flatMap(({ anyScope = [] }) => anyScope)])];
}

function refuse(held: ReadonlySet<string>, parts: readonly Requirement[], policy: RequirementPolicy): never {
  const missing = parts.flatMap(({ scopes = [], anyScope = [] }) => [
    ...scopes.filter((scope) => !holds(held, scope, policy)),
    ...(hasAny(held, anyScope, policy) ? [] : anyScope),
  ]);
  throw new InsufficientScopeError(namedScopes(parts), [...new Set(missing)], {
    held,
  });
}
