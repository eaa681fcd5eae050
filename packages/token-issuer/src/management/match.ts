import type { Method, Route } from './route.js';

/** A route and the names in the path that led to it. */
export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** What is known of a path: the route, or which methods it takes. */
export type Match = Found | { readonly allowed: readonly Method[] };

/** Finds the route of a request. A path that no route has takes no method at all. */
export function findRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = path.split('/').slice(1);
  const allowed = new Set<Method>();
  for (const route of routes) {
    const params = matchPath(route.path.split('/').slice(1), segments);
    if (params === undefined) continue;
    // RFC 9110 §9.3.2: HEAD is GET without a body.
    if (route.method === (method === 'HEAD' ? 'GET' : method)) return { route, params };
    allowed.add(route.method);
  }
  return { allowed: [...allowed] };
}

/** The names in a path; undefined when it is another one. */
export function matchPath(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: [string, string][] = [];
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (part.startsWith(':')) {
      if (segment === '') return undefined;
      params.push([part.slice(1), decode(segment)]);
    } else if (part !== segment) return undefined;
  }
  return Object.fromEntries(params);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
