import { checkRoutePath } from '@acme/token-core/adapter';
import type { RouteOptions } from 'fastify';
import type { TokenPluginSettings } from './options.js';
import { hasDemand, readPolicy } from './policy.js';
import { ancestorsOf, REGISTRATION, type TokenContext } from './registration.js';

/** In the place of a method: the settings are those of a not-found handler. */
export const NOT_FOUND = 'setNotFoundHandler';

/** @throws TypeError when something stands before this plugin that would answer, or write, in its place. */
export function checkContext(instance: TokenContext, settings: TokenPluginSettings): void {
  if (!settings.isMiddlewareAllowed && instance.hasDecorator('use')) {
    throw new TypeError(
      'Connect middleware (@fastify/middie, @fastify/express) stands before @acme/token-fastify and answers without a token: register this plugin first, or set middlewareBefore.',
    );
  }
  if (instance[REGISTRATION] === undefined && instance.hasRequestDecorator('token')) throw foreignToken();
}

/** @throws TypeError when a context around has come to decorate `request.token` too: a getter there would break ours. */
export function checkAncestors(instance: TokenContext): void {
  for (const ancestor of ancestorsOf(instance)) {
    if (ancestor[REGISTRATION] === undefined && ancestor.hasRequestDecorator('token')) throw foreignToken();
  }
}

/** @throws TypeError that names the route and what mends it, when what it demands is a mistake or stands at a wrong place. */
export function checkRoute(route: RouteOptions, settings: TokenPluginSettings): void {
  for (const name of settings.misplaced) {
    if (Object.hasOwn(route, name)) throw misplaced(route, 'beside config', name);
    // In `config` that is the very place.
    if (name !== 'token' && Object.hasOwn(configOf(route), name)) throw misplaced(route, 'in config', name);
  }
  if (inheritsToken(configOf(route))) {
    throw new TypeError(
      `${placeOf(route)}: config.token is inherited, where nobody reads it: give config its own.`,
    );
  }
  try {
    const { access, requirement } = readPolicy(configOf(route), settings);
    // What no route answers has no path of its own.
    if (access !== 'public' && route.method !== NOT_FOUND)
      checkRoutePath(requirement ?? settings.verifier.checkRequirement(), route.url);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new TypeError(`${placeOf(route)}: config.token: ${error.message}`, { cause: error });
  }
}

/** @throws TypeError when a hook of another plugin has put a config in the place of the one that spoke of tokens. */
export function checkKept(route: RouteOptions): void {
  if (Object.hasOwn(configOf(route), 'token')) return;
  throw new TypeError(
    `${placeOf(route)}: an onRoute hook of another plugin took config.token away: have it write config = { ...config, … }.`,
  );
}

/** @throws TypeError when a route demands something and no registration of the plugin will ask. */
export function checkUnguarded(route: RouteOptions): void {
  if (!hasDemand(configOf(route))) return;
  throw new TypeError(
    `${placeOf(route)}: config.token demands something, but @acme/token-fastify is not registered in or around this context: register it there, through fastify-plugin from a file of its own.`,
  );
}

/** From a class or another object. What stands on `Object.prototype` is no word of the route. */
function inheritsToken(config: object): boolean {
  let link: object | null = config;
  while (link !== null && link !== Object.prototype) {
    if (Object.hasOwn(link, 'token')) return link !== config;
    link = Reflect.getPrototypeOf(link);
  }
  return false;
}

/** The `config` of a route, if it has one of its own. */
export function configOf(route: RouteOptions): object {
  return Object.hasOwn(route, 'config') && typeof route.config === 'object' ? (route.config ?? {}) : {};
}

function placeOf({ method, url }: RouteOptions): string {
  return `${Array.isArray(method) ? method.join('|') : method} ${url}`;
}

function misplaced(route: RouteOptions, where: string, name: string): TypeError {
  return new TypeError(
    `${placeOf(route)}: ${name} stands ${where}, where nobody reads it: write config: { token: { scopes: [...] } }, or name it in the option foreign.`,
  );
}

/** What stops the start where `request.token` is not ours alone. */
export function foreignToken(): TypeError {
  return new TypeError(
    'Another plugin decorates request.token, where @acme/token-fastify puts the verified token: rename its decoration.',
  );
}
