import type { Requirement } from '@acme/token-core';

/** What the decorators say about a class or a method: open to everyone, or requirements that must all hold. */
export type Policy = 'public' | readonly Requirement[];

const POLICY = 'acme:token-policy';
const PROTECTED: Policy = [];

function policyOf(target: object): Policy | undefined {
  return Reflect.getMetadata(POLICY, target) as Policy | undefined;
}

/** Adds to what a class or a method says already; a class starts with what its base class says. */
export function addPolicy(target: object, added: Policy): void {
  const own = Reflect.getOwnMetadata(POLICY, target) as Policy | undefined;
  if (own !== undefined && (own === 'public') !== (added === 'public')) {
    throw new TypeError('@Public() and scopes on one target contradict each other.');
  }
  const known = policyOf(target);
  const isSum = known !== undefined && known !== 'public' && added !== 'public';
  Reflect.defineMetadata(POLICY, isSum ? [...known, ...added] : added, target);
}

const routes = new WeakMap<object, WeakMap<object, Policy>>();

/**
 * What a route needs. The method's word on being public goes before its class's; scopes of both add up. Worked out
 * once per route, so that a verifier meets the same object again.
 */
export function routePolicy(controller: object, handler: object): Policy {
  let policies = routes.get(controller);
  if (policies === undefined) routes.set(controller, (policies = new WeakMap()));
  let policy = policies.get(handler);
  if (policy === undefined)
    policies.set(handler, (policy = combine(policyOf(controller), policyOf(handler))));
  return policy;
}

function combine(onClass: Policy | undefined, onMethod: Policy | undefined): Policy {
  if (onMethod === undefined) return onClass ?? PROTECTED;
  if (onMethod === 'public' || onClass === 'public' || onClass === undefined) return onMethod;
  return [...onClass, ...onMethod];
}
