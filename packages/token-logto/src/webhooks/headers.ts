/** Headers as `fetch` has them, or as a plain object: names in any case, repeated ones as a list. */
export type WebhookHeaders =
  | { get(name: string): string | null | undefined }
  | { readonly [name: string]: string | readonly string[] | undefined };

/** The one value of a header; `undefined` when there is none, more than one, or no text. */
export function readHeader(headers: WebhookHeaders, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  if (!Object.hasOwn(headers, 'get') && typeof headers.get === 'function') {
    return headers.get(name) ?? undefined;
  }
  const values = Object.entries(headers)
    .filter(([itsName]) => itsName.toLowerCase() === name)
    .flatMap(([, value]) => value as unknown);
  const [value, ...more] = values.filter((each) => each !== undefined);
  return typeof value === 'string' && more.length === 0 ? value : undefined;
}
