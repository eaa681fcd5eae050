import type { OrganizationDemand, RegisteredScope, Requirements } from '@acme/token-core';
import { type DemandPart, NOTHING, type Said, say } from './token.demand.js';
import { watch } from './token.startup.js';

/**
 * What the handler demands of a token: any member of a requirement, or a list that holds as a whole. On a class and a
 * method, or several times: all of them hold. {@link Scopes}, {@link AnyScope} and {@link Organization}
 * are short for the commonest.
 *
 * @throws TypeError at once without a requirement; at the start of the app when the verifier does not know it.
 * @example
 * ```ts
 * @Requires({ scopes: ['write:products'], principal: 'user' })
 * ```
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-arguments -- it is the default only where no app has registered a resource
export function Requires(requirement: Requirements<RegisteredScope>): ClassDecorator & MethodDecorator {
  const parts = (Array.isArray(requirement) ? requirement : [requirement]) as readonly DemandPart[];
  const isGiven =
    parts.length > 0 && parts.every((part) => typeof part === 'object' && (part as unknown) !== null);
  if (!isGiven) throw new TypeError('@Requires(): expected a requirement such as { scopes: [...] }.');
  return decorate('@Requires()', { requirements: parts.map(kept) });
}

/**
 * The handler needs all of these permissions. On a class and a method: those of both.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 * @example
 * ```ts
 * @Scopes('read:products')
 * ```
 */
export function Scopes(...scopes: [RegisteredScope, ...RegisteredScope[]]): ClassDecorator & MethodDecorator {
  return decorateScopes('@Scopes()', 'scopes', scopes);
}

/**
 * The handler needs at least one of these permissions. On a class and a method: one of each.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 * @example
 * ```ts
 * @AnyScope('read:products', 'write:products')
 * ```
 */
export function AnyScope(
  ...scopes: [RegisteredScope, ...RegisteredScope[]]
): ClassDecorator & MethodDecorator {
  return decorateScopes('@AnyScope()', 'anyScope', scopes);
}

/**
 * What the handler demands of the token's organization: a place in the request that has to name the same one, `'required'`,
 * `'any'` or `'none'`. It replaces what the verifier demands by its option `organization`. Short for
 * `@Requires({ organization })`.
 *
 * @throws TypeError at the start of the app when it is no such demand, or when it names a parameter that the whole path of the
 *   route does not have.
 * @example
 * ```ts
 * @Organization({ param: 'organizationId' })
 * ```
 */
export function Organization(demand: OrganizationDemand): ClassDecorator & MethodDecorator {
  return decorate('@Organization()', { requirements: [kept({ organization: demand })] });
}

/**
 * The handler is open to everyone, and nobody looks at tokens. On a class it holds for every method without a demand of
 * its own; on a method it goes before the demand of the class. A class that extends this one, and a method that overrides
 * this one, is not public.
 *
 * @throws TypeError at once when the same class or method demands something.
 * @example
 * ```ts
 * @Public()
 * ```
 */
export function Public(): ClassDecorator & MethodDecorator {
  return decorate('@Public()', { access: 'public' });
}

/**
 * A request without a token is let in, and {@link Token} gives `undefined`. One with a token is judged as everywhere: a
 * bad one is refused. Inherited as little as {@link Public}.
 *
 * @throws TypeError at once when the same class or method demands something; at the start when its class does.
 * @example
 * ```ts
 * @OptionalToken()
 * ```
 */
export function OptionalToken(): ClassDecorator & MethodDecorator {
  return decorate('@OptionalToken()', { access: 'optional' });
}

/**
 * Tokens are judged by the verifier of this name, out of the option `verifiers` of `TokenModule`. The word of a method goes
 * before that of its class.
 *
 * @throws TypeError at once without a name, or with two; at the start when there is no such verifier.
 * @example
 * ```ts
 * @VerifiedBy('partners')
 * ```
 */
export function VerifiedBy(name: string): ClassDecorator & MethodDecorator {
  if (typeof name !== 'string' || name === '')
    throw new TypeError('@VerifiedBy(): expected the name of a verifier.');
  return decorate('@VerifiedBy()', { verifier: name });
}

/** A copy that nobody can change; what is frozen as a whole, as a compiled requirement is, stays as it is. */
function kept<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Object.isFrozen(value) && Object.values(value).every(Object.isFrozen)) return value;
  return Object.freeze(
    Array.isArray(value)
      ? [...(value as readonly unknown[])]
      : Object.fromEntries(Object.entries(value).map(([name, part]) => [name, kept(part)])),
  ) as Value;
}

function decorateScopes(
  decorator: string,
  member: 'scopes' | 'anyScope',
  scopes: readonly string[],
): ClassDecorator & MethodDecorator {
  // An empty list would silently mean "any token".
  if (scopes.length === 0) throw new TypeError(`${decorator}: expected at least one scope.`);
  return decorate(decorator, { requirements: [kept({ [member]: scopes })] });
}

function decorate(decorator: string, given: Partial<Said>): ClassDecorator & MethodDecorator {
  const said: Said = { ...NOTHING, ...given };
  return (target: object, name?: unknown, descriptor?: unknown) => {
    const isClass = typeof target === 'function';
    if (name === undefined && isClass) decorateClass(target, said);
    else if (!isClass && isMethod(target, name, descriptor)) say(target, name, said);
    else throw new TypeError(`${decorator}: expected a class or a method of its instances.`);
    if (said.access !== 'public') watch(isClass ? target : target.constructor);
  };
}

function decorateClass(target: Function, said: Said): void {
  const prototype: unknown = target.prototype;
  // A library may hand over the function of a method, as it does to SetMetadata: to see only where it has a prototype.
  say(target, undefined, said);
  if (typeof prototype === 'object' && prototype !== null) say(prototype, undefined, said);
}

/** @param descriptor - Of a parameter it is a number. */
function isMethod(target: object, name: unknown, descriptor: unknown): name is string | symbol {
  if (typeof name !== 'string' && typeof name !== 'symbol') return false;
  const property: PropertyDescriptor | undefined =
    descriptor ?? Reflect.getOwnPropertyDescriptor(target, name);
  return typeof property?.value === 'function';
}
