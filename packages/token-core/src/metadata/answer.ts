import type { MetadataAnswer } from './published.js';

const ALLOWED = 'GET, HEAD, OPTIONS';
/** The document is public, and a client in a browser stands elsewhere. */
const OPEN: Readonly<Record<string, string>> = { 'access-control-allow-origin': '*' };

/** Makes what answers the requests for a document, and for nothing else. */
export function answerer(
  url: string,
  document: object,
  maxAge: number,
): (method: string | undefined, target: string | undefined) => MetadataAnswer | undefined {
  const { pathname, search } = new URL(url);
  // As a client's own URL spells it.
  const path = `${pathname}${search}`;
  const headers = {
    ...OPEN,
    'content-type': 'application/json',
    'cache-control': maxAge === 0 ? 'no-store' : `public, max-age=${maxAge}`,
  };
  const get = answer(200, headers, JSON.stringify(document));
  const head = answer(200, headers, '');
  const options = answer(204, {
    ...OPEN,
    'access-control-allow-methods': ALLOWED,
    'access-control-allow-headers': '*',
    allow: ALLOWED,
  });
  const other = answer(405, { ...OPEN, allow: ALLOWED });
  return (method, target) => {
    if (typeof target !== 'string' || pathOf(target) !== path) return undefined;
    if (method === 'GET') return get;
    if (method === 'HEAD') return head;
    return method === 'OPTIONS' ? options : other;
  };
}

function answer(
  status: MetadataAnswer['status'],
  headers: Readonly<Record<string, string>>,
  body = '',
): MetadataAnswer {
  return Object.freeze({ status, headers: Object.freeze(headers), body });
}

/** Path and query as they are written; whose host a request names is anybody's word. */
function pathOf(target: string): string {
  return target.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
}
