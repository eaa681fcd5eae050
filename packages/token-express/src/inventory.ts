import { checkRoutePath, leadsThrough, type TokenDemand } from '@acme/token-core/adapter';
import { type Placed, placementOf } from './places.js';
import { demandOf } from './protect.js';

/** One route of an app, and what stands before it. */
export interface RouteDemands {
  /** In upper case; `ALL` for every method. */
  readonly method: string;
  /** With the paths that its routers are mounted at. `…` stands for one that Express does not tell: a pattern, say. */
  readonly path: string;
  /** Every demand on its way, in order; all of them hold. Empty: the route is open, but for what `unclear` says. */
  readonly demands: readonly TokenDemand[];
  /** Demands that stand on its way or do not: their place is a pattern, say, which cannot be compared with a path. */
  readonly unclear: readonly TokenDemand[];
}

/** What is read of a layer of Express. */
interface Layer extends Placed {
  readonly name?: unknown;
  readonly handle?: (Router & { readonly length?: number }) | undefined;
  readonly method?: string | undefined;
  readonly route?: { readonly path: unknown; readonly stack: readonly Layer[] } | undefined;
}

interface Router {
  readonly caseSensitive?: boolean;
  readonly stack?: readonly Layer[];
  readonly mergeParams?: boolean;
}

/** A router, by where it stands. */
interface Place {
  /** With the paths of the routers around. */
  readonly path: string;
  /** The part of it whose parameters are seen here: a router sees its own, with `mergeParams` also those around. */
  readonly seen: string;
  readonly keys: readonly string[];
}

interface Guard {
  readonly keys: readonly string[];
  readonly demand: TokenDemand;
  /** Of the guard of a route: its method, or `ALL`. */
  readonly method?: string;
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
  walk(routerOf(app), { path: '', seen: '', keys: [''] }, [], found);
  return found;
}

function routerOf(app: object): Router {
  const owner = app as Router & { lazyrouter?: unknown; _router?: Router; router?: Router };
  if (owner.stack !== undefined) return owner;
  // Express 4 makes it with the first route, and throws at the other name.
  return (owner.lazyrouter === undefined ? owner.router : owner['_router']) ?? {};
}

function walk(router: Router, base: Place, around: readonly Guard[], found: RouteDemands[]): void {
  const guards = [...around];
  for (const layer of router.stack ?? []) {
    const { route, handle } = layer;
    const demand = demandOf(handle);
    const { path, keys } = placementOf(layer, router.caseSensitive === true, guards.length);
    const place = {
      path: `${base.path}${path}`,
      seen: `${base.seen}${path}`,
      keys: base.keys.flatMap((outer) => keys.map((key) => `${outer}${key}`)),
    };
    if (demand !== undefined) {
      checkPlace(demand, place);
      guards.push({ keys: place.keys, demand });
    } else if (route !== undefined) noteRoute(route.stack, place, guards, found);
    else if (handle?.stack !== undefined) {
      walk(handle, { ...place, seen: handle.mergeParams === true ? place.seen : '' }, guards, found);
    } else if (isForeign(layer, path)) {
      // What answers there Express shows to nobody: untold, it would be forgotten.
      found.push({ method: 'ALL', path: `${place.path}/…`, ...demandsBefore(place.keys, guards, 'ALL') });
    }
  }
}

/** Another app, a folder of files, or a handler at a path of its own that takes no `next`. One at the root is a page for 404. */
function isForeign({ name, handle }: Layer, path: string): boolean {
  return name === 'mounted_app' || name === 'serveStatic' || (path !== '' && handle?.length === 2);
}

function noteRoute(stack: readonly Layer[], place: Place, guards: Guard[], found: RouteDemands[]): void {
  const { path, keys } = place;
  const around = [...guards];
  for (const name of new Set(stack.map(({ method }) => method))) {
    const way = stack.filter((layer) => layer.method === undefined || layer.method === name);
    const own = way.slice(0, endOf(way)).flatMap(({ handle }) => demandOf(handle) ?? []);
    for (const demand of own) checkPlace(demand, place);
    const method = name?.toUpperCase() ?? 'ALL';
    const { demands, unclear } = demandsBefore(keys, around, method);
    found.push({ method, path, demands: [...demands, ...own], unclear });
    // Those in front of its first handler are met by whatever goes on from here, too.
    for (const { handle } of way) {
      const demand = demandOf(handle);
      if (demand === undefined) break;
      guards.push({ keys, demand, method });
    }
  }
}

function demandsBefore(
  place: readonly string[],
  guards: readonly Guard[],
  method: string,
): Pick<RouteDemands, 'demands' | 'unclear'> {
  const those = (standing: true | undefined) =>
    guards
      .filter(
        (guard) =>
          [undefined, 'ALL', method].includes(guard.method) &&
          leadsThrough(guard.keys, place, guard.method === undefined) === standing,
      )
      .map(({ demand }) => demand);
  return { demands: those(true), unclear: those(undefined) };
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
