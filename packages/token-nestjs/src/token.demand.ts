import type { Requirements } from '@acme/token-core';

/** What the decorators say on one class or on one method. Every member is its own: a polluted prototype says nothing. */
export interface Said {
  readonly access: 'public' | 'optional' | undefined;
  /** The name of a verifier. */
  readonly verifier: string | undefined;
  readonly requirements: readonly DemandPart[];
}

/** One requirement of a list that holds as a whole. */
export type DemandPart = Extract<Requirements, readonly unknown[]>[number];

/** What stands on one handler, its class and its base classes taken together. */
export interface Demand {
  readonly access: 'public' | 'optional' | 'token';
  readonly requirements: readonly DemandPart[];
  /** The name of the verifier; `undefined` for the one that is for all. */
  readonly verifier: string | undefined;
}

// A text, since a project may have loaded this package twice, as ESM and as CommonJS.
const SAID = 'acme:token-demand';
export const NOTHING: Said = { access: undefined, verifier: undefined, requirements: [] };

/**
 * Writes down what a decorator says. By prototype and name, because the function of a method is replaced by every
 * decorator that wraps it.
 */
export function say(target: object, name: string | symbol | undefined, added: Said): void {
  const own = ownSaid(target, name) ?? NOTHING;
  const sum = joined(own, added);
  if (own.verifier !== undefined && added.verifier !== undefined && own.verifier !== added.verifier) {
    throw new TypeError('Two @VerifiedBy() on one target contradict each other.');
  }
  if (own.access !== undefined && added.access !== undefined && own.access !== added.access)
    throw new TypeError('@Public() and @OptionalToken() on one target contradict each other.');
  if (sum.access !== undefined && sum.requirements.length > 0) {
    const decorator = sum.access === 'public' ? '@Public()' : '@OptionalToken()';
    throw new TypeError(`${decorator} and scopes on one target contradict each other.`);
  }
  if (name === undefined) Reflect.defineMetadata(SAID, sum, target);
  else {
    Reflect.defineMetadata(SAID, sum, target, name);
    written.push({ target, name });
  }
}

/** Both together; where they differ, the later word holds. */
function joined(before: Said, later: Said): Said {
  return {
    access: later.access ?? before.access,
    verifier: later.verifier ?? before.verifier,
    requirements: [...before.requirements, ...later.requirements],
  };
}

interface Written {
  readonly target: object;
  readonly name: string | symbol;
}

const written: Written[] = [];
const places = new WeakMap<object, Written>();

/** A mixin copies the method of one class onto another, and with it the route, which stands on the function. */
function saidWhereWritten(method: object): Said | undefined {
  // Only now, when every decorator that wraps a method has done so.
  for (const place of written.splice(0)) {
    const value: unknown = Object.getOwnPropertyDescriptor(place.target, place.name)?.value;
    if (typeof value === 'function') places.set(value, place);
  }
  const place = places.get(method);
  return place && ownSaid(place.target, place.name);
}

export function ownSaid(target: object, name?: string | symbol): Said | undefined {
  return (
    name === undefined ? Reflect.getOwnMetadata(SAID, target) : Reflect.getOwnMetadata(SAID, target, name)
  ) as Said | undefined;
}

/**
 * What one prototype says of a method: by name, or on the function itself, where a library has given a decorator
 * nothing but the function.
 */
export function saidOfMethod(prototype: object, name: string | symbol): Said | undefined {
  const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
  const isMethod = typeof method === 'function';
  const byName = ownSaid(prototype, name) ?? (isMethod ? saidWhereWritten(method) : undefined);
  const onFunction = isMethod ? ownSaid(method) : undefined;
  if (byName === undefined || onFunction === undefined) return byName ?? onFunction;
  return joined(onFunction, byName);
}

/** The prototype itself and those it inherits from, without that of `Object`. */
export function chainOf(prototype: object): object[] {
  const chain: object[] = [];
  for (
    let link: object | null = prototype;
    link !== null && link !== Object.prototype;
    link = Reflect.getPrototypeOf(link)
  ) {
    chain.push(link);
  }
  return chain;
}

/**
 * What stands on a method of a class. The word of the method on being open goes before that of the class; requirements
 * of both add up. `@Public()` and `@OptionalToken()` open what they stand on, and never what overrides or extends it.
 */
export function demandOn(prototype: object, name: string | symbol): Demand {
  return combine(saidOfClass(prototype), saidOfHandler(prototype, name));
}

/** What stands on a class alone. */
export function demandOnClass(prototype: object): Demand {
  return combine(saidOfClass(prototype), NOTHING);
}

/** The class's own word on being open; every other one is inherited. */
function saidOfClass(prototype: object): Said {
  const { verifier, requirements } = chainOf(prototype)
    .map((link) => ownSaid(link) ?? NOTHING)
    .reduce((later, before) => joined(before, later), NOTHING);
  const access = ownSaid(prototype)?.access;
  return { access, verifier, requirements: access ? [] : requirements };
}

/** An override without a word of ours inherits the requirements of what it overrides; one of its own replaces them. */
function saidOfHandler(prototype: object, name: string | symbol): Said {
  let isOverridden = false;
  let said = NOTHING;
  let verifier: string | undefined;
  for (const link of chainOf(prototype)) {
    const own = saidOfMethod(link, name);
    const opens = own?.access !== undefined && !isOverridden;
    if (own !== undefined && said === NOTHING && (opens || own.requirements.length > 0)) said = own;
    verifier ??= own?.verifier;
    isOverridden ||= Object.hasOwn(link, name);
  }
  return { ...said, verifier };
}

function combine(onClass: Said, onMethod: Said): Demand {
  const verifier = onMethod.verifier ?? onClass.verifier;
  if (onMethod.access === 'optional' && onClass.requirements.length > 0) {
    throw new TypeError('@OptionalToken() stands beside a demand of its class; move it to another.');
  }
  if (onMethod.access !== undefined) return { access: onMethod.access, verifier, requirements: [] };
  const requirements = [...onClass.requirements, ...onMethod.requirements];
  return { access: requirements.length > 0 ? 'token' : (onClass.access ?? 'token'), verifier, requirements };
}

/** Whether something is demanded in writing, be it only that a token which comes is a good one. */
export function isDemand({ access, verifier, requirements }: Demand): boolean {
  return access === 'optional' || (access === 'token' && verifier !== undefined) || requirements.length > 0;
}

/** Where one function serves under several names: all that stands on any of them. */
export function strictest(demands: readonly Demand[]): Demand {
  const requirements = demands.flatMap((demand) => demand.requirements);
  const verifiers = new Set(demands.map((demand) => demand.verifier));
  if (verifiers.size > 1)
    throw new TypeError('One function serves under two names with different verifiers.');
  const [verifier] = verifiers;
  const accesses = demands.map((demand) => demand.access);
  const access = (['token', 'optional'] as const).find((word) => accesses.includes(word)) ?? 'public';
  return { access, verifier, requirements };
}
