import { checkRoutePath, compileFor } from '@acme/token-core/adapter';
import { type App, optionsOf } from './token.app.js';
import { type Handler, type Host, hostsOf, isMarked, type Module, hasOwnPort } from './token.discovery.js';
import { chainOf, type Demand, demandOn, demandOnClass, isDemand, saidOfMethod } from './token.demand.js';
import { methodNamesOf, methodOf, rememberHandler } from './token.handler.js';
import { type CheckedOptions, pickVerifier } from './token.options.js';
import { servedPathsOf } from './token.path.js';
import { Reach } from './token.reach.js';

const NOTHING_ASKS =
  'nothing asks for the access token that is demanded here; provide { provide: APP_GUARD, useExisting: TokenGuard }, put @UseGuards(TokenGuard) on the class, or name a guard that asks it in guardedBy of TokenModule.';

/**
 * What has to hold as soon as the app is created, with several modules of ours when the last of them is made: a message handler
 * may answer before any init hook runs, and so may a gateway on a port of its own. A demand that no guard is asked about stops it
 * here too.
 *
 * @throws TypeError that names the handler that would be open although something is demanded of it.
 */
export function checkCreation(app: App): void {
  if (app.options.length < app.ours.length) return;
  const reach = reachOf(app);
  for (const host of hostsOf(app.modules, false)) {
    checkUnserved(host);
    for (const handler of host.handlers) {
      const { kind, type } = handler;
      if (kind === 'message' || (kind === 'socket' && hasOwnPort(type)))
        checkMessage(app, reach, handler, false);
    }
  }
}

/**
 * What has to hold before the app listens, once the guards that are set on it can be seen.
 *
 * @param isServed - Whether it has an HTTP server or a microservice, and is no mere context.
 * @param isAlone - Whether it is a microservice without an HTTP server.
 * @throws TypeError that names the class, the method and the mend.
 */
export function checkStart(app: App, isServed: boolean, isAlone: boolean): void {
  const hosts = hostsOf(app.modules);
  for (const host of hosts) checkRequirements(app, host);
  if (!isServed) return;
  const reach = reachOf(app);
  if (reach.isGlobal()) checkOneVerifier(app);
  for (const host of hosts) {
    checkUnserved(host);
    for (const handler of host.handlers) {
      rememberHandler(handler.method, handler.prototype, handler.name);
      checkHandler(app, reach, handler, isAlone);
    }
  }
}

export function reachOf({ modules, config, options }: App): Reach {
  return new Reach(
    modules,
    config,
    options.flatMap(({ guardedBy }) => guardedBy),
  );
}

function checkHandler(app: App, reach: Reach, handler: Handler, isAlone: boolean): void {
  const { kind } = handler;
  if (kind === 'message' || kind === 'socket') return checkMessage(app, reach, handler, isAlone);
  const demand = demandOn(handler.prototype, handler.name);
  if (kind === 'field') return checkField(app, reach, handler, demand);
  const isGuarded = reach.isGuarded(handler);
  if (isGuarded) checkOwnVerifier(app, handler);
  if (isGuarded || reach.isGlobal()) return checkDemand(app, reach, handler, demand);
  if (isExpected(reach, handler, demand)) throw mistakeAt(handler, NOTHING_ASKS);
}

/**
 * A message of a microservice or of a gateway.
 *
 * @param isAlone - Whether the microservice has no HTTP server beside it, and so the guards of the app.
 */
function checkMessage(app: App, reach: Reach, handler: Handler, isAlone: boolean): void {
  const { kind, prototype, name, type } = handler;
  const isRemote = kind === 'message';
  const option = isRemote ? 'messageHandlers' : hasOwnPort(type) && 'gateways';
  if (option && app.options.some((said) => said[option] === 'guarded')) return;
  if (reach.isGuarded(handler)) return;
  if (reach.isGlobal() && (isRemote ? isAlone : reach.doGatewaysInherit())) return;
  if (!isExpected(reach, handler, demandOn(prototype, name))) return;
  const otherwise = option
    ? ` Where those of the app reach it, say ${option}: 'guarded' in TokenModule.`
    : '';
  throw mistakeAt(
    handler,
    `no guard that can be seen stands before this message; put @UseGuards(TokenGuard) on it, or open it by @Public().${otherwise}`,
  );
}

/** Demanded in writing, or by a guard: one for everything that is not public, or one that a bound method has lost. */
function isExpected(reach: Reach, handler: Handler, demand: Demand): boolean {
  const method = methodOf(handler.prototype, handler.name) as object;
  return (
    isDemand(demand) ||
    (demand.access === 'token' && (reach.isGlobal() || reach.isGuarded({ ...handler, method })))
  );
}

function checkField(app: App, reach: Reach, handler: Handler, demand: Demand): void {
  if (!isDemand(demand)) return;
  // Nest asks nothing before this one, whatever is set. It gives the name of a type, which a class's demand is not about.
  if (handler.name === '__resolveType') {
    if (!chainOf(handler.prototype).some((link) => saidOfMethod(link, handler.name))) return;
    throw mistakeAt(handler, 'GraphQL asks no guard before __resolveType; put it on the fields.');
  }
  if (![...app.modules.values()].every(guardsFields)) {
    throw mistakeAt(
      handler,
      "GraphQL asks no guard before fields and references; say fieldResolverEnhancers: ['guards'] in GraphQLModule, or put the demand on the queries that lead here.",
    );
  }
  if (!reach.isGuarded(handler) && !reach.isGlobal()) throw mistakeAt(handler, NOTHING_ASKS);
}

/** Whether this module, where it is GraphQL's, has guards asked before fields. */
function guardsFields({ providers }: Module): boolean {
  const wrapper = providers.get('GqlModuleOptions');
  if (wrapper === undefined) return true;
  const options = wrapper.instance as { readonly fieldResolverEnhancers?: unknown } | null;
  const enhancers = options?.fieldResolverEnhancers;
  return Array.isArray(enhancers) && enhancers.includes('guards');
}

/**
 * A demand on a class whose work begins before any guard, or on a method that nobody calls through Nest: a timer, an event
 * listener, a method of a service, a wrapped one.
 */
function checkUnserved({ type, prototype, isUnasked }: Host): void {
  if (isUnasked && isDemand(demandOnClass(prototype))) {
    throw new TypeError(
      `${type.name}: a demand stands here, but NestJS calls no guard before this class; put it on a route, a resolver or a message.`,
    );
  }
  for (const name of methodNamesOf(prototype)) {
    const owner = chainOf(prototype).find((link) => Object.hasOwn(link, name)) as object;
    const said = saidOfMethod(owner, name);
    const method = methodOf(prototype, name) as object;
    if (said === undefined || said.access === 'public' || isMarked(method)) continue;
    throw new TypeError(
      `${type.name}.${String(name)}: a demand stands here, but NestJS calls no guard before this method; put it on a route, a resolver or a message, with NestJS's decorator above all others.`,
    );
  }
}

/** By the verifier that will judge them: each knows the permissions of its own resource. */
function checkRequirements(app: App, { module, type, prototype }: Host): void {
  const options = optionsFor(module, app);
  const check = (demand: Demand): void => {
    if (!options || !isDemand(demand)) return;
    const verifier = pickVerifier(options, demand.verifier);
    if (demand.requirements.length > 0) compileFor(verifier, demand.requirements);
  };
  inPlace(type.name, () => check(demandOnClass(prototype)));
  for (const name of methodNamesOf(prototype)) {
    inPlace(`${type.name}.${String(name)}`, () => check(demandOn(prototype, name)));
  }
}

/** The options of the `TokenModule` that Nest finds from a module: its own imports come before what is global. */
function optionsFor(module: Module, app: App): CheckedOptions | undefined {
  for (const imported of module.imports) {
    const own = optionsOf(imported);
    if (own !== undefined) return own;
    const passedOn = imported.exports.has(app.tokenModule) ? optionsFor(imported, app) : undefined;
    if (passedOn !== undefined) return passedOn;
  }
  return app.options[0];
}

function inPlace(place: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof TypeError ? new TypeError(`${place}: ${error.message}`) : error;
  }
}

/**
 * Where every verifier has a name, a handler has to say which is meant. And where an organization is to stand in the path,
 * the path has to have that parameter: without it every request would be refused (rule 28).
 */
function checkDemand(app: App, reach: Reach, handler: Handler, demand: Demand): void {
  const options = optionsFor(handler.module, app);
  if (!options || demand.access === 'public') return;
  inPlace(nameOf(handler), () => {
    const verifier = pickVerifier(options, demand.verifier);
    // A testing module often lacks the prefix that main.ts sets.
    if (handler.kind !== 'route' || reach.isOverridden()) return;
    const { requirements } = demand;
    const compiled =
      requirements.length > 0 ? compileFor(verifier, requirements) : verifier.checkRequirement();
    for (const path of servedPathsOf(handler, app)) checkRoutePath(compiled, path);
  });
}

/** Each verifier names one resource: which one a guard of the whole app takes would hang on the order of imports. */
function checkOneVerifier({ options }: App): void {
  if (!hasSeveral(options)) return;
  throw new TypeError(
    'TokenModule: two modules with different verifiers stand beside a guard for the whole app; name them in one, or put @UseGuards(TokenGuard) on the class.',
  );
}

function checkOwnVerifier({ options, tokenModule }: App, handler: Handler): void {
  if (!hasSeveral(options)) return;
  if (importsOwn(handler.module, tokenModule)) return;
  throw mistakeAt(
    handler,
    `the app has several TokenModules and ${handler.module.name} has to import exactly one.`,
  );
}

/**
 * Whether a module imports one `TokenModule` itself, or a module that exports one. Nest binds what is global after what
 * is imported, and its own module is the first of the global ones.
 */
function importsOwn(module: Module, tokenModule: App['tokenModule']): boolean {
  let count = 0;
  for (const imported of module.imports) {
    if (imported.name === 'InternalCoreModule') break;
    if (imported.metatype === tokenModule || imported.exports.has(tokenModule)) count++;
  }
  return count === 1;
}

function hasSeveral(options: readonly CheckedOptions[]): boolean {
  const [first] = options as readonly [CheckedOptions];
  return options.some(
    (other) => other.verifier !== first.verifier || !isSame(other.verifiers, first.verifiers),
  );
}

function isSame(some: CheckedOptions['verifiers'], others: CheckedOptions['verifiers']): boolean {
  return some.size === others.size && [...some].every(([name, verifier]) => others.get(name) === verifier);
}

function nameOf({ type, name }: Handler): string {
  return `${type.name}.${name}`;
}

function mistakeAt(handler: Handler, what: string): TypeError {
  return new TypeError(`${nameOf(handler)}: ${what}`);
}
