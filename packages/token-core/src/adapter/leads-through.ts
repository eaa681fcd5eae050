/**
 * Whether every request to a place has come by a guard before it, as far as their paths tell: for the inventory of an adapter. Of
 * a list, a guard stands at each of its paths, and has to stand before each path of the place.
 *
 * A segment is a text, `:name` for any text, or something else that only its likes are compared with: a pattern, a parameter that may
 * be missing. In the path of a guard a last `*` or `*name` is one segment or more, and a last `**` is any number of them.
 *
 * @param guard - Where the guard stands, such as `['/organizations/:id']`.
 * @param place - The path of the place, or its paths.
 * @param isMount - Whether the guard stands before all that lies deeper as well.
 * @returns `undefined` where the paths cannot be compared.
 * @example
 * leadsThrough(['/organizations/:id'], ['/organizations/acme/products'], true); // true
 */
export function leadsThrough(
  guard: readonly string[],
  place: readonly string[],
  isMount: boolean,
): boolean | undefined {
  const each = place.map((path) => {
    const ways = guard.map((at) => compare(at.split('/'), path.split('/'), isMount));
    return ways.includes(true) || (ways.includes(undefined) ? undefined : false);
  });
  return each.length > 0 && !each.includes(false) && (each.includes(undefined) ? undefined : true);
}

function compare(guard: readonly string[], place: readonly string[], isMount: boolean): boolean | undefined {
  const last = guard.length - 1;
  for (const [at, segment] of guard.entries()) {
    const found = place[at];
    const isLast = at === last;
    if (isLast && segment === '**') return true;
    if (segment === found) continue;
    const isWild = isLast && /^\*\w*$/.test(segment);
    if (!isWild && !isPlain(segment)) return undefined;
    if (found === undefined || found === '') return false;
    if (!isPlain(found)) return undefined;
    if (isWild) return true;
    // A text stands before some of what a parameter takes, and not before the rest.
    if (!segment.startsWith(':')) return false;
  }
  return isMount || guard.length === place.length;
}

/** Whether a segment takes one segment of a path and nothing but it: this text, or any. */
function isPlain(segment: string): boolean {
  return /^(?::\w+|[\w.~%@ -]*)$/.test(segment);
}
