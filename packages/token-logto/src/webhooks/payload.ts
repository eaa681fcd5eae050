/** A signed payload: a JSON object of unknown members. */
export type Payload = Readonly<Record<string, unknown>>;

/** Ids of Logto have 12 or 21 characters; those of the local issuer may be names. */
const LONGEST_ID = 256;

/** A signed payload that lacks what its event has to say. */
export class PayloadError extends Error {
  override readonly name = 'PayloadError';
}

/** The JSON object in the bytes; `undefined` when there is none. */
export function parsePayload(bytes: Uint8Array): Payload | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    // No UTF-8, no JSON, or nested deeper than this runtime's parser goes.
    return undefined;
  }
}

/** A text at a path of own members, at most two deep; `undefined` when there is none. */
export function textAt(payload: Payload, name: string, inner?: string): string | undefined {
  const value = own(payload, name);
  const found = inner === undefined ? value : isObject(value) ? own(value, inner) : undefined;
  return typeof found === 'string' ? found : undefined;
}

/** The first id among these places. @throws PayloadError when none of them has one. */
export function idAt(payload: Payload, ...places: readonly (readonly [string, string?])[]): string {
  for (const [name, inner] of places) {
    const id = textAt(payload, name, inner);
    if (id !== undefined && isId(id)) return id;
  }
  throw new PayloadError(`no id at ${places.map((place) => place.join('.')).join(' or ')}`);
}

/** A list of ids; `undefined` when it is not there. @throws PayloadError when it is something else. */
export function idsAt(payload: Payload, name: string): readonly string[] | undefined {
  const value = own(payload, name);
  if (value === undefined) return undefined;
  if (Array.isArray(value) && value.every((id) => typeof id === 'string' && isId(id)))
    return value as string[];
  throw new PayloadError(`${name} is no list of ids`);
}

/** What Logto's Console sends to try a hook: made-up data, signed with the real key. */
export function isTestDelivery(payload: Payload): boolean {
  return (
    textAt(payload, 'path') === '/fake-path/:id' ||
    textAt(payload, 'params', 'id') === 'fake-id' ||
    textAt(payload, 'userId') === 'fake-id'
  );
}

export function own(object: Payload, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function isId(text: string): boolean {
  return text !== '' && text.length <= LONGEST_ID;
}

export function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
