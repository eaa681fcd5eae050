import type { RegisteredScope } from '@acme/token-core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { admittedToken, type AnyToken } from './token.admission.js';
import { type Said, say } from './token.demand.js';
import { demandOf } from './token.handler.js';
import { requestOf } from './token.request.js';

/**
 * The route needs all of these permissions. On a class and a method: those of both.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 */
export function Scopes(...scopes: [RegisteredScope, ...RegisteredScope[]]): ClassDecorator & MethodDecorator {
  expectScopes('@Scopes()', scopes);
  return decorate('@Scopes()', { requirements: [{ scopes }] });
}

/**
 * The route needs at least one of these permissions. On a class and a method: one of each.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 */
export function AnyScope(
  ...scopes: [RegisteredScope, ...RegisteredScope[]]
): ClassDecorator & MethodDecorator {
  expectScopes('@AnyScope()', scopes);
  return decorate('@AnyScope()', { requirements: [{ anyScope: scopes }] });
}

/**
 * The handler is open to everyone, and nobody looks at tokens. On a class it holds for every method without scopes of
 * its own; on a method it goes before the scopes of the class. A class that extends this one, and a method that
 * overrides this one, is not public.
 *
 * @throws TypeError at once when the same class or method needs scopes.
 */
export function Public(): ClassDecorator & MethodDecorator {
  return decorate('@Public()', { access: 'public', requirements: [] });
}

/**
 * Gives the handler the `VerifiedToken` that `TokenGuard` has found.
 *
 * @throws Error when the guard did not run for this handler, or it is public.
 */
export const Token: () => ParameterDecorator = createParamDecorator(
  (_data: undefined, context: ExecutionContext): AnyToken | undefined => {
    const { access } = demandOf(context.getClass(), context.getHandler());
    const request = requestOf(context);
    const token = request && access !== 'public' ? admittedToken(request.key) : undefined;
    if (token === undefined && access !== 'optional') {
      throw new Error('@Token(): no token here. Is the handler public, or is TokenGuard not in place?');
    }
    return token;
  },
);

function expectScopes(decorator: string, scopes: readonly string[]): void {
  // An empty list would silently mean "any token".
  if (scopes.length === 0) throw new TypeError(`${decorator}: expected at least one scope.`);
}

function decorate(decorator: string, said: Said): ClassDecorator & MethodDecorator {
  return (target: object, name?: unknown, descriptor?: unknown) => {
    if (name === undefined) return decorateClass(decorator, target, said);
    const isName = typeof name === 'string' || typeof name === 'symbol';
    if (
      !isName ||
      typeof target === 'function' ||
      typeof descriptor === 'number' ||
      !isMethod(target, name, descriptor)
    ) {
      throw new TypeError(`${decorator}: expected a class or a method of its instances.`);
    }
    say(target, name, said);
  };
}

function decorateClass(decorator: string, target: object, said: Said): void {
  if (typeof target !== 'function')
    throw new TypeError(`${decorator}: expected a class or a method of its instances.`);
  const prototype: unknown = target.prototype;
  // A library may hand over the function of a method, as it does to SetMetadata: to see only where it has a prototype.
  say(target, undefined, said);
  if (typeof prototype === 'object' && prototype !== null) say(prototype, undefined, said);
}

function isMethod(target: object, name: string | symbol, descriptor: unknown): boolean {
  const property: PropertyDescriptor | undefined =
    descriptor ?? Reflect.getOwnPropertyDescriptor(target, name);
  return typeof property?.value === 'function';
}
