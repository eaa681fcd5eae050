import type { TokenDemand } from '@acme/token-core/adapter';
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
  readonly handle?: { readonly stack?: readonly Layer[] } | undefined;
  readonly rawPath?: unknown;
  readonly slash?: boolean;
  readonly regexp?: { readonly fast_slash?: boolean };
  readonly method?: string | undefined;
  readonly route?: { readonly path: unknown; readonly stack: readonly Layer[] } | undefined;
}

interface Guard {
  readonly path: string;
  readonly demand: TokenDemand;
}

/**
 * What the routes of an Express app or router demand, in the order in which they stand: for a test that no route was forgotten.
 *
 * @param app - An Express app or router, after its last route.
 * @example
 * const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
 */
export function demandsOf(app: object): readonly RouteDemands[] {
  const found: RouteDemands[] = [];
  walk(stackOf(app), '', [], found);
  return found;
}

function stackOf(app: object): readonly Layer[] {
  const owner = app as {
    readonly stack?: readonly Layer[];
    readonly _router?: { readonly stack?: readonly Layer[] };
    readonly router?: { readonly stack?: readonly Layer[] };
  };
  // The last of them throws in Express 4, and the one before is what stands there.
  return owner.stack ?? owner['_router']?.stack ?? owner.router?.stack ?? [];
}

function walk(layers: readonly Layer[], base: string, around: readonly Guard[], found: RouteDemands[]): void {
  const guards = [...around];
  for (const layer of layers) {
    const { route, handle } = layer;
    const demand = demandOf(handle);
    const path = `${base}${route === undefined ? mountOf(layer) : textOf(route.path)}`;
    if (demand !== undefined) guards.push({ path, demand });
    else if (route !== undefined) noteRoute(route.stack, path, guards, found);
    else if (handle?.stack !== undefined) walk(handle.stack, path, guards, found);
  }
}

function noteRoute(
  stack: readonly Layer[],
  path: string,
  guards: readonly Guard[],
  found: RouteDemands[],
): void {
  const before = guards.filter((guard) => covers(guard.path, path)).map(({ demand }) => demand);
  const methods = new Set(stack.map(({ method }) => method));
  for (const method of methods) {
    const own = stack
      .filter((layer) => layer.method === undefined || layer.method === method)
      .flatMap(({ handle }) => demandOf(handle) ?? []);
    found.push({ method: method?.toUpperCase() ?? 'ALL', path, demands: [...before, ...own] });
  }
}

/** A guard that is mounted at a path stands before everything below it. */
function covers(mount: string, path: string): boolean {
  return path === mount || path.startsWith(mount.endsWith('/') ? mount : `${mount}/`);
}

function mountOf({ rawPath, slash, regexp }: Layer): string {
  if (slash === true || regexp?.fast_slash === true) return '';
  return textOf(rawPath);
}

function textOf(path: unknown): string {
  if (typeof path !== 'string') return Array.isArray(path) ? path.map(textOf).join('|') : '/…';
  return path === '/' ? '' : path;
}
