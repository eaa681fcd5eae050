/** What the platform's `fetch` rejects with: a TypeError around an error that has a code. */
export function failing(code: string, message = code): () => Promise<Response> {
  return () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) }));
}

/** The same answer to every fetch. */
export function answering(
  status: number,
  body = '',
  headers: Record<string, string> = {},
): () => Promise<Response> {
  return () => Promise.resolve(new Response(status === 204 ? null : body, { status, headers }));
}

/** A JSON answer. */
export function json(value: unknown, headers: Record<string, string> = {}): () => Promise<Response> {
  return answering(200, JSON.stringify(value), { 'content-type': 'application/json', ...headers });
}
