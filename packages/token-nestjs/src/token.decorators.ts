import type { RegisteredScope, Requirement } from '@acme/token-core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { addPolicy, type Policy } from './token.policy.js';
import { admissionOf, requestOf } from './token.request.js';

/**
 * The route needs all of these permissions. On a class and a method: those of both.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 */
export function Scopes(...scopes: [RegisteredScope, ...RegisteredScope[]]): ClassDecorator & MethodDecorator {
  return demand('@Scopes()', scopes, { scopes });
}

/**
 * The route needs at least one of these permissions. On a class and a method: one of each.
 *
 * @throws TypeError at once without a scope; at the start of the app when the resource does not define one.
 */
export function AnyScope(
  ...scopes: [RegisteredScope, ...RegisteredScope[]]
): ClassDecorator & MethodDecorator {
  return demand('@AnyScope()', scopes, { anyScope: scopes });
}

/**
 * The route is open to everyone, and nobody looks at tokens. On a class it holds for every method without scopes of
 * its own; on a method it goes before the scopes of the class.
 *
 * @throws TypeError at once when the same class or method needs scopes.
 */
export function Public(): ClassDecorator & MethodDecorator {
  return decorate('public');
}

/**
 * Gives the handler the `VerifiedToken` that {@link TokenGuard} has found.
 *
 * @throws Error when the guard did not run for this handler, or it is public.
 */
export const Token: () => ParameterDecorator = createParamDecorator(
  (_data: undefined, context: ExecutionContext) => {
    const request = requestOf(context);
    const admission = request && admissionOf(request);
    if (admission === undefined) {
      throw new Error('@Token(): no token here. Is the handler public, or is TokenGuard not in place?');
    }
    return admission.token;
  },
);

function demand(name: string, scopes: readonly string[], requirement: Requirement) {
  // An empty list would silently mean "any token".
  if (scopes.length === 0) throw new TypeError(`${name}: expected at least one scope.`);
  return decorate([requirement]);
}

function decorate(policy: Policy): ClassDecorator & MethodDecorator {
  return (target: object, _name?: string | symbol, descriptor?: PropertyDescriptor) => {
    addPolicy((descriptor?.value as object | undefined) ?? target, policy);
  };
}
