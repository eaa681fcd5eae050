import { checkRoutePath, type TokenDemand } from '@acme/token-core/adapter';
import { demandOf } from './protect.js';

/** One route of an app, and what stands before it. */
export interface RouteDemands {
  /** In upper case; `ALL` for every method. */
  readonly method: string;
  /** With the paths that its routers are mounted at. `…` stands for one that Express does not tell: a pattern, or any in Express 4. */
  readonly path: string;
  /** Every demand on its way, in order; all of them hold. Empty: the route is open. */
  readonly demands: readonly TokenDemand[];
}

/** What is read of a layer of Express. */
interface Layer {
  readonly name?: unknown;
  readonly handle?:
    | { readonly stack?: readonly Layer[]; readonly mergeParams?: boolean; readonly length?: number }
    | undefined;
  readonly rawPath?: unknown;
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean; readonly source?: string };
  readonly method?: string | undefined;
  readonly route?: { readonly path: unknown; readonly stack: readonly Layer[] } | undefined;
}

/** A router, by where it stands. */
interface Place {
  /** With the paths of the routers around. */
  readonly path: string;
  /** The part of it whose parameters are seen here: a router sees its own, with `mergeParams` also those around. */
  readonly seen: string;
  /** What stands for it when places are compared: one for each path of a list, with patterns told apart. */
  readonly keys: readonly string[];
}

interface Guard {
  readonly keys: readonly string[];
  readonly demand: TokenDemand;
}

/**
 * What the routes of an Express app or router demand, in the order in which they stand: for a test that no route was forgotten.
 * A demand behind the route's last handler, or behind one that takes no `next`, is not told, since nobody asks it. An app that is
 * mounted in the app is one line, `ALL /mount/…`, with what stands before it; its own routes are asked for by its own inventory.
 *
 * @param app - An Express app or router, after its last route.
 * @throws TypeError when a demand names a parameter that is not seen where it stands (its own path does not have it, nor, with
 *   `mergeParams`, those around): every request would be refused. Express shows a path to nobody earlier.
 * @example
 * const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
 */
export function demandsOf(app: object): readonly RouteDemands[] {
  const found: RouteDemands[] = [];
  walk(stackOf(app), { path: '', seen: '', keys: [''] }, [], found);
  return found;
}

function stackOf(app: object): readonly Layer[] {
  const owner = app as {
    readonly stack?: readonly Layer[];
    readonly _router?: { readonly stack?: readonly Layer[] };
    readonly router?: { readonly stack?: readonly Layer[] };
  };
  try {
    return owner.stack ?? owner['_router']?.stack ?? owner.router?.stack ?? [];
  } catch {
    // The last of them throws in Express 4, where the one before is there as soon as the app has anything.
    return [];
  }
}

function walk(layers: readonly Layer[], base: Place, around: readonly Guard[], found: RouteDemands[]): void {
  const guards = [...around];
  for (const layer of layers) {
    const { route, handle } = layer;
    const demand = demandOf(handle);
    const own = route === undefined ? mountOf(layer) : textOf(route.path);
    const keys = keysOf(layer, guards.length);
    const place = {
      path: `${base.path}${own}`,
      seen: `${base.seen}${own}`,
      keys: base.keys.flatMap((outer) => keys.map((key) => `${outer}${key}`)),
    };
    if (demand !== undefined) {
      checkPlace(demand, place);
      guards.push({ keys: place.keys, demand });
    } else if (route !== undefined) noteRoute(route.stack, place, guards, found);
    else if (handle?.stack !== undefined) {
      walk(handle.stack, { ...place, seen: handle.mergeParams === true ? place.seen : '' }, guards, found);
    } else if (layer.name === 'mounted_app') {
      // Another app, whose routes Express shows to nobody: untold, they would be forgotten.
      found.push({ method: 'ALL', path: `${place.path}/…`, demands: demandsBefore(place, guards) });
    }
  }
}

function noteRoute(
  stack: readonly Layer[],
  place: Place,
  guards: readonly Guard[],
  found: RouteDemands[],
): void {
  const { path } = place;
  const before = demandsBefore(place, guards);
  const methods = new Set(stack.map(({ method }) => method));
  for (const method of methods) {
    const way = stack.filter((layer) => layer.method === undefined || layer.method === method);
    const own = way.slice(0, endOf(way)).flatMap(({ handle }) => demandOf(handle) ?? []);
    for (const demand of own) checkPlace(demand, place);
    found.push({ method: method?.toUpperCase() ?? 'ALL', path, demands: [...before, ...own] });
  }
}

function demandsBefore({ keys }: Place, guards: readonly Guard[]): readonly TokenDemand[] {
  return guards
    .filter((guard) => keys.every((key) => guard.keys.some((mount) => covers(mount, key))))
    .map(({ demand }) => demand);
}

/**
 * Where a way ends: at the first handler that takes no `next`, or at its last one. A guard behind that is never asked. A way of
 * guards alone leads on to other routes.
 */
function endOf(way: readonly Layer[]): number {
  const first = way.findIndex(({ handle }) => demandOf(handle) === undefined && Number(handle?.length) < 3);
  if (first !== -1) return first;
  const last = way.findLastIndex(({ handle }) => demandOf(handle) === undefined);
  return last === -1 ? way.length : last;
}

function checkPlace({ requirement }: TokenDemand, { path, seen }: Place): void {
  // Of a path that Express does not tell nothing can be said.
  if (seen.includes('…')) return;
  try {
    checkRoutePath(requirement, seen);
  } catch (error) {
    throw new TypeError(`${path === '' ? '/' : path}: ${(error as TypeError).message}`, { cause: error });
  }
}

/** A guard that is mounted at a path stands before everything below it. */
function covers(mount: string, path: string): boolean {
  return path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
}

function isRoot({ slash, regexp }: Layer): boolean {
  return slash === true || regexp?.fast_slash === true;
}

function mountOf(layer: Layer): string {
  return isRoot(layer) ? '' : textOf(layer.rawPath);
}

/**
 * Two mounts with the same pattern are the same place; Express 4 makes a pattern of every path. A route is never the same place as a
 * mount with its pattern, since a mount ends where a segment does. A mount of which nothing is told is the same as no other: the
 * number of guards before it is that of none of them.
 */
function keysOf(layer: Layer, guards: number): readonly string[] {
  const { route, rawPath, regexp } = layer;
  if (route === undefined && isRoot(layer)) return [''];
  const own = route === undefined ? (rawPath ?? textOfPattern(regexp) ?? regexp) : route.path;
  const paths: readonly unknown[] = Array.isArray(own) && own.length > 0 ? own : [own];
  if (paths.every((path) => typeof path === 'string' && path.startsWith('/'))) return paths.map(textOf);
  if (route !== undefined) return ['/…'];
  return [`/…${own === undefined ? guards : JSON.stringify(paths.map(String))}`];
}

/** What Express 4 makes of the text of a mount without parameters, read back. */
const TEXT_PATTERN = /^\^((?:\\[/.]|[\w-])+)\\\/\?\(\?=\\\/\|\$\)$/;

function textOfPattern(pattern: Layer['regexp']): string | undefined {
  return pattern?.source?.match(TEXT_PATTERN)?.[1]?.replaceAll('\\', '');
}

function textOf(path: unknown): string {
  if (typeof path !== 'string') return Array.isArray(path) ? path.map(textOf).join('|') : '/…';
  return path === '/' ? '' : path;
}
