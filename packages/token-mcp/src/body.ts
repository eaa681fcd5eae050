/** A body that is longer than it may be. */
export const TOO_LONG: unique symbol = Symbol('too long');

/** Reads the body of a request, and no more than it may have. */
export async function readBody(request: Request, maxBytes: number): Promise<string | typeof TOO_LONG> {
  if (request.body === null) return '';
  const decoder = new TextDecoder();
  const reader = request.body.getReader();
  let text = '';
  let length = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    length += chunk.value.byteLength;
    if (length > maxBytes) {
      await reader.cancel();
      return TOO_LONG;
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

/** `undefined` where it is no JSON: the server says so in its own words. */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
