import type { Hono } from 'hono';
import { checkRoutePath, leadsThrough, type TokenDemand } from '@acme/token-core/adapter';
import { demandOf } from './protect.js';

/** One route of an app, and what stands before it. */
export interface RouteDemands {
  /** In upper case; `ALL` for every method. */
  readonly method: string;
  /** As it is written where the route is made, with the paths of the apps around it. */
  readonly path: string;
  /** Every demand on its way, in order; all of them hold. Empty: the route is open, but for what `unclear` says. */
  readonly demands: readonly TokenDemand[];
  /** Demands that stand on its way or do not: their place is a pattern, say, which cannot be compared with its path. */
  readonly unclear: readonly TokenDemand[];
}

/**
 * What the routes of an app demand, in the order in which they stand: for a test that no route was forgotten. What stands
 * within `some()` is one of several ways in, and not told; neither is what `app.mount()` and `app.use()` bring to answer for all
 * methods, since Hono shows that like any middleware.
 *
 * @param app - A Hono app, after its last route.
 * @throws TypeError when a demand names a parameter that its own path does not have: every request would be refused. Hono
 *   shows a path to nobody earlier.
 * @example
 * const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
 */
export function demandsOf(app: Pick<Hono, 'routes'>): readonly RouteDemands[] {
  const routes = new Map<string, RouteDemands>();
  const guards: { readonly method: string; readonly path: string; readonly demand: TokenDemand }[] = [];
  for (const [index, route] of app.routes.entries()) {
    const { method, path } = route;
    const handler = unwrap(route.handler);
    const demand = demandOf(handler);
    if (demand !== undefined) {
      checkPath(demand, method, path);
      guards.push({ method, path, demand });
      continue;
    }
    // A middleware takes `next`; what ends a way is a route, and so is the last of those that one method was given.
    if (handler.length > 1 && (method === 'ALL' || continues(route, app.routes[index + 1]))) continue;
    const those = (standing: true | undefined) =>
      guards
        .filter((guard) => covers(guard.path, path) === standing && ['ALL', method].includes(guard.method))
        .map((guard) => guard.demand);
    // The first that is given for a path answers; who comes later is never asked.
    const key = `${method} ${path}`;
    if (!routes.has(key)) routes.set(key, { method, path, demands: those(true), unclear: those(undefined) });
  }
  return [...routes.values()];
}

/** Whether the next thing is given for the same method and path. `app.use()` gives its own for all methods. */
function continues(route: Route, next: Route | undefined): boolean {
  return next?.method === route.method && next.path === route.path;
}

function checkPath({ requirement }: TokenDemand, method: string, path: string): void {
  try {
    // A middleware sees the parameters of the path that it is given for, and no others.
    checkRoutePath(requirement, path);
  } catch (error) {
    throw new TypeError(`${method} ${path}: ${(error as TypeError).message}`, { cause: error });
  }
}

/** Hono wraps what an app with an `onError` of its own brings along, and keeps the handler under this name; its oldest under a symbol. */
function unwrap(handler: Handler): Handler {
  const name = Reflect.ownKeys(handler).find((key) => COMPOSED.test(String(key)));
  const inner: unknown = name === undefined ? undefined : Reflect.get(handler, name);
  return typeof inner === 'function' ? (inner as Handler) : handler;
}

const COMPOSED = /^(?:__COMPOSED_HANDLER|Symbol\(composedHandler\))$/;

type Route = Hono['routes'][number];
type Handler = Route['handler'];

/** Whether a way that begins with one pattern leads through another. Hono has written `*` as `/*` by now. */
function covers(guard: string, path: string): boolean | undefined {
  return guard === path || leadsThrough([guard.replace(/\/\*$/, '/**')], [path], false);
}
