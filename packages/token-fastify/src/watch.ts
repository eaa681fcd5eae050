import { type Channel, channel, type ChannelListener } from 'node:diagnostics_channel';
import type { FastifyInstance, RouteOptions } from 'fastify';
import {
  checkAncestors,
  checkKept,
  checkRoute,
  checkUnguarded,
  configOf,
  foreignToken,
  NOT_FOUND,
} from './checks.js';
import { ancestorsOf, REGISTRATION, type Registration, rootOf, type TokenContext } from './registration.js';
import { warn } from './warn.js';

/** A route as it was declared, and the context that it was declared in. */
export interface WatchedRoute {
  readonly context: TokenContext;
  readonly options: RouteOptions;
  /** The path as it was then; Fastify declares some routes under two, with the same options. */
  readonly path: string;
  /** Whether it said something of tokens then. */
  readonly hadToken: boolean;
  /** Whether somebody else had decorated `request.token` there by then. */
  readonly hasForeignToken: boolean;
}

/** What is known of one app. */
interface Watch {
  readonly routes: WatchedRoute[];
  readonly registrations: Map<Registration, TokenContext>;
  /** A hook for new routes. A route is noted once, however many contexts around it have the hook. */
  readonly noteRoute: (this: TokenContext, options: RouteOptions) => void;
}

/** Under this name an app holds what is known of it, for all copies of this package in a process. */
const WATCH: unique symbol = Symbol.for('@acme/token-fastify.watch');
// Fastify tells of each new app here. Routes are declared before a plugin is loaded, or in a context beside it, and a
// demand there must not go unasked in silence. Who listens here stays for ever: where a test runner or a dev server
// loads this file anew, the new copy takes the place of the one before.
const created: Channel & { [WATCH]?: ChannelListener } = channel('fastify.initialization');
// Not without one: workerd would throw.
if (created[WATCH]) created.unsubscribe(created[WATCH]);
created.subscribe(
  (created[WATCH] = (message) => void watchApp((message as { readonly fastify: FastifyInstance }).fastify)),
);

/** Every route of the app of this context, as far as they could be seen. */
export function routesAround(instance: TokenContext): readonly WatchedRoute[] {
  return watchOf(instance).routes.filter(({ options }) => options.method !== NOT_FOUND);
}

/**
 * Has the start of the app check what this registration is to ask. An app that was made before this package was imported told of itself
 * to nobody (a file that is loaded as a plugin comes later, say), and Fastify hands a hook down to contexts alone that are made after it:
 * so each one around is asked for its routes.
 */
export function watchRegistration(instance: TokenContext, registration: Registration): void {
  const { registrations, noteRoute } = watchOf(instance);
  registrations.set(registration, instance);
  for (const context of [instance, ...ancestorsOf(instance)]) context.addHook('onRoute', noteRoute);
}

function watchOf(instance: TokenContext & { readonly [WATCH]?: Watch }): Watch {
  return instance[WATCH] ?? watchApp(rootOf(instance));
}

function watchApp(root: FastifyInstance): Watch {
  const routes: WatchedRoute[] = [];
  function noteRoute(this: TokenContext, options: RouteOptions): void {
    const last = routes.at(-1);
    if (last?.options === options && last.path === options.url) return;
    const registration = this[REGISTRATION];
    // Fastify copies settings that it finds on a polluted prototype as well.
    if (!Object.hasOwn(options, 'config')) options.config = {};
    // Where the plugin is loaded, a mistake shows at the line that makes it.
    if (registration !== undefined) checkRoute(options, registration.settings);
    const hasForeignToken = registration === undefined && this.hasRequestDecorator('token');
    const hadToken = Object.hasOwn(configOf(options), 'token');
    routes.push({ context: this, options, path: options.url, hadToken, hasForeignToken });
  }
  const watch: Watch = { routes, registrations: new Map(), noteRoute };
  root.decorate(WATCH, watch);
  // No hook is told of what answers where no route does.
  const set = Reflect.get(root, 'setNotFoundHandler') as (...given: unknown[]) => FastifyInstance;
  root.setNotFoundHandler = function setNotFoundHandler(this: TokenContext, ...given: unknown[]) {
    noteRoute.call(this, { ...(given[0] as RouteOptions), method: NOT_FOUND, url: this.prefix || '/' });
    return set.apply(this, given);
  };
  root.addHook('onRoute', noteRoute);
  root.addHook('onReady', async () => checkStart(watch));
  return watch;
}

/** Once more, and for all: hooks of other plugins may have changed what a route says. */
function checkStart({ routes, registrations }: Watch): void {
  const inUse = new Set<Registration>();
  for (const { context, options, hadToken, hasForeignToken } of routes) {
    if (hadToken) checkKept(options);
    const registration = context[REGISTRATION];
    if (registration === undefined) {
      checkUnguarded(options);
      continue;
    }
    if (hasForeignToken) throw foreignToken();
    checkRoute(options, registration.settings);
    inUse.add(registration);
  }
  for (const [registration, context] of registrations) {
    checkAncestors(context);
    if (routes.length === 0 || inUse.has(registration)) continue;
    warn(
      context,
      '@acme/token-fastify protects no route: none is within this context: register it around them, through fastify-plugin from a file of its own.',
    );
  }
}
