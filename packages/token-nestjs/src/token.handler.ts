import { chainOf, type Demand, demandOn, demandOnClass, saidOfMethod, strictest } from './token.demand.js';

interface Place {
  readonly prototype: object;
  readonly name: string | symbol;
}

const places = new WeakMap<object, Place[]>();
const demands = new WeakMap<object, WeakMap<object, Demand>>();

/** Remembers, when an app starts, under which name a function serves: a constructor may have bound it. */
export function rememberHandler(handler: object, prototype: object, name: string | symbol): void {
  const known = places.get(handler) ?? [];
  if (known.some((place) => place.prototype === prototype && place.name === name)) return;
  places.set(handler, [...known, { prototype, name }]);
}

/**
 * What stands on the handler that Nest is about to call.
 *
 * @throws Error when Nest gives a function that nobody knows while the class or one of its methods makes a demand.
 */
export function demandOf(
  controller: { readonly prototype: object; readonly name: string },
  handler: object,
): Demand {
  let known = demands.get(controller);
  if (known === undefined) demands.set(controller, (known = new WeakMap()));
  let demand = known.get(handler);
  if (demand === undefined) known.set(handler, (demand = findDemand(controller, handler)));
  return demand;
}

function findDemand(
  { prototype, name: className }: { readonly prototype: object; readonly name: string },
  handler: object,
): Demand {
  const served = places.get(handler) ?? [];
  // A mixin may have changed what `constructor` says, and with it the class that Nest names.
  const here = served.filter((place) => place.prototype === prototype);
  const found = here.length > 0 ? here : served;
  if (found.length > 0) return strictest(found.map((place) => demandOn(place.prototype, place.name)));

  const names = namesOf(prototype, handler);
  if (names.length > 0) return strictest(names.map((name) => demandOn(prototype, name)));
  if (chainOf(prototype).some(makesDemands)) {
    throw new Error(`${className}: TokenGuard cannot tell which method is called, nor what it demands.`);
  }
  return demandOnClass(prototype);
}

function namesOf(prototype: object, handler: object): (string | symbol)[] {
  const names = methodNamesOf(prototype);
  const same = names.filter((name) => methodOf(prototype, name) === handler);
  if (same.length > 0) return same;
  // What a constructor has bound, in a class that is made for each request.
  const bound = /^bound (.+)$/.exec((handler as { readonly name?: string }).name ?? '')?.[1];
  return names.filter((name) => name === bound);
}

function makesDemands(prototype: object): boolean {
  return Reflect.ownKeys(prototype).some((name) => saidOfMethod(prototype, name) !== undefined);
}

/** Names of all methods, those with a symbol too, which Nest never serves. */
export function methodNamesOf(prototype: object): (string | symbol)[] {
  const names = new Set(chainOf(prototype).flatMap((link) => Reflect.ownKeys(link)));
  names.delete('constructor');
  return [...names].filter((name) => methodOf(prototype, name) !== undefined);
}

/** The function that stands under a name. Never runs a getter. */
export function methodOf(prototype: object, name: string | symbol): object | undefined {
  for (const link of chainOf(prototype)) {
    const descriptor = Object.getOwnPropertyDescriptor(link, name);
    if (descriptor !== undefined) {
      return typeof descriptor.value === 'function' ? (descriptor.value as object) : undefined;
    }
  }
  return undefined;
}
