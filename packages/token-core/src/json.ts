import { decodeText } from './token/base64url.js';

/** A JSON object of unknown members. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Reads a member only if the object itself has it: what stands on a prototype was never signed. */
export function own(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/**
 * Reads a member of an object that may be an instance of a class: its own, or one of its class. Never what stands on
 * `Object.prototype`, where a polluted program finds anything.
 */
export function member(object: object, name: string): unknown {
  if (!(name in Object.prototype)) return (object as JsonObject)[name];
  for (
    let holder: unknown = object;
    holder !== Object.prototype && isObject(holder);
    holder = Object.getPrototypeOf(holder)
  ) {
    if (Object.hasOwn(holder, name)) return Reflect.get(holder, name, object);
  }
  return undefined;
}

/** Whether the value is an object of any kind: not null, no function. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- whoever asks says what members it may have
export function isObject<T extends object = object>(value: unknown): value is T {
  return typeof value === 'object' && value !== null;
}

/** Whether the value is a JSON object: not null, not an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && !Array.isArray(value);
}

/** What a step gives, and nothing where it throws. */
export function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}

/** Decodes a segment to a JSON object; `undefined` when it is not UTF-8, not JSON or not an object. */
export function decodeJsonObject(segment: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(decodeText(segment));
    return isJsonObject(value) ? value : undefined;
  } catch {
    // The parser's message quotes its input, so it goes no further.
    return undefined;
  }
}

/**
 * Adds a member that no copy by spread has. Also in a polluted program, where a plain description of it would inherit that it is
 * enumerable, or that it has a setter.
 */
export function addHidden<T extends object>(object: T, name: string, value: unknown): T {
  return Object.defineProperty(object, name, { value, __proto__: null } as PropertyDescriptor);
}

/**
 * Freezes a parsed JSON value through and through, and drops members called `__proto__`, which would change
 * the prototype of whatever they are copied onto. A list of work instead of recursion: depth is the sender's choice.
 */
export function freezeJson<T extends object>(root: T): T {
  const work: object[] = [root];
  for (let item = work.pop(); item !== undefined; item = work.pop()) {
    // Stryker disable next-line ConditionalExpression: where it is not the item's own, nothing is deleted.
    if (Object.hasOwn(item, '__proto__')) Reflect.deleteProperty(item, '__proto__');
    for (const value of Object.values(item) as unknown[]) {
      if (isObject(value)) work.push(value);
    }
    Object.freeze(item);
  }
  return root;
}
