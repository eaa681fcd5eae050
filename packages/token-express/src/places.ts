/** A layer of Express, as far as it tells where it stands. */
export interface Placed {
  readonly rawPath?: unknown;
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean; readonly source?: string; readonly flags?: string };
  readonly keys?: readonly { readonly name: unknown }[];
  readonly route?: { readonly path: unknown } | undefined;
}

/** Where a layer stands, in one router. */
export interface Placement {
  /** As it is told; `/…` for one that Express does not tell. */
  readonly path: string;
  /**
   * What stands for it when places are compared: one for each path of a list. Two mounts with the same pattern are the same place.
   * A route with it is not, since a mount ends where a segment does.
   */
  readonly keys: readonly string[];
}

/** What every path fits, as Express 4 and Express 5 write it. */
const EVERYTHING = /^(\/?\*|\/\{\*\w+\})$/;

/**
 * @param isSensitive - Whether the router tells `/a` from `/A`.
 * @param unique - For what is the same place as no other: a mount of which nothing is told, a route with a pattern.
 */
export function placementOf(layer: Placed, isSensitive: boolean, unique: number): Placement {
  const { route, regexp } = layer;
  const isRoute = route !== undefined;
  const isRoot = layer.slash === true || regexp?.fast_slash === true;
  const mount = isRoot ? '/' : (layer.rawPath ?? pathsOfPattern(layer, isSensitive) ?? regexp);
  const own = isRoute ? route.path : mount;
  const paths: unknown[] = [own].flat();
  if (!paths.every(isPath)) {
    // One segment, whatever is in it.
    const pattern = isRoute || own === undefined ? unique : paths.map(String).join().replaceAll('/', '∕');
    return { path: '/…', keys: [`/…${pattern}`] };
  }
  // A mount does not mind a slash at its end.
  const texts = paths.map((path) => path.replace(isRoute ? /^\/$/ : /\/+$/, ''));
  const keys = texts.map((text, at) => {
    // In a list, Express 5 takes a slash for the root alone.
    if (text === '' && paths[at] !== '' && Array.isArray(own) && !isRoute && !regexp) return '/…';
    if (EVERYTHING.test(text)) return '/**';
    return isSensitive ? text : text.toLowerCase();
  });
  return { path: texts.join('|'), keys };
}

function isPath(path: unknown): path is string {
  return typeof path === 'string' && /^(\/|\*?$)/.test(path);
}

/** What Express 4 makes of a parameter, in two releases of its matcher, and of the end of a mount. */
const PARAMETER = /\(\?:(\\\/)?\(\[\^\\?\/]\+\?\)\)/g;
const END = String.raw`\/?(?=\/|$)`;

/** The paths that a pattern of Express 4 was made of, read back. */
function pathsOfPattern({ regexp, keys = [] }: Placed, isSensitive: boolean): unknown {
  // A pattern of the app itself may tell upper from lower case where the routes behind it do not.
  if ((regexp?.flags === 'i') === isSensitive) return undefined;
  let at = 0;
  const named = regexp?.source?.replace(PARAMETER, (_, slash = '') => `${slash}:${String(keys[at++]?.name)}`);
  const parts = named?.split(END).slice(0, -1) ?? [];
  const paths = parts.map((part) => part.replace(/^\W*\^/, '').replace(/\\([/.])/g, '$1'));
  return paths.length === 0 || paths.some((path) => /[([\\]/.test(path)) ? undefined : paths;
}
