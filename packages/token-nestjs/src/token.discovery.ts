import type { Type } from '@nestjs/common';
import type { ModulesContainer } from '@nestjs/core';
import { chainOf } from './token.demand.js';
import { methodNamesOf, methodOf } from './token.handler.js';

export type Module = ModulesContainer extends Map<string, infer M> ? M : never;
export type Wrapper = Module extends { readonly providers: Map<unknown, infer W> } ? W : never;

/**
 * How Nest comes to call a method: a route; a GraphQL query, mutation or subscription; a GraphQL field or reference; a
 * message of a WebSocket gateway; a message or event of a microservice.
 */
export type HandlerKind = 'route' | 'operation' | 'field' | 'socket' | 'message';

/** A method that Nest serves. */
export interface Handler {
  readonly kind: HandlerKind;
  readonly module: Module;
  /** The class that was registered; its guards are those of the handler. */
  readonly type: Type;
  readonly prototype: object;
  readonly name: string;
  /** The function that guards of the method stand on. */
  readonly method: object;
}

/** A class that Nest has, with the methods of it that Nest serves. */
export interface Host {
  readonly module: Module;
  readonly type: Type;
  readonly prototype: object;
  readonly handlers: readonly Handler[];
  /** Whether it runs before any guard: a middleware, or a gateway that has `handleConnection` or no message handler. */
  readonly isUnasked: boolean;
}

// What Nest's decorators write. Their names are in no entry that 11 and 12 share; tests hold them with both.
const ROUTE = 'path';
const MESSAGE = 'microservices:handler_type';
const GATEWAY = 'websockets:is_gateway';
const SOCKET_MESSAGE = 'websockets:message_mapping';
const RESOLVER = 'graphql:resolver_type';
const FIELD = 'graphql:resolve_property';
const REFERENCE = 'graphql:resolve_reference';
const OPERATIONS: ReadonlySet<unknown> = new Set(['Query', 'Mutation', 'Subscription']);
const MARKS = [ROUTE, MESSAGE, SOCKET_MESSAGE, RESOLVER, FIELD, REFERENCE];

// In this order. Middlewares are there from the init hooks on.
const LISTS = ['controllers', 'providers', 'middlewares'] as const;

/**
 * Every controller, provider and middleware of an app, each once.
 *
 * @param isCreated - Whether every instance is made that is not made for each request.
 */
export function hostsOf(modules: ModulesContainer, isCreated = true): Host[] {
  const hosts: Host[] = [];
  for (const module of modules.values()) {
    for (const list of LISTS) {
      for (const wrapper of module[list].values()) push(hosts, module, wrapper, list, isCreated);
    }
  }
  return hosts;
}

function push(
  hosts: Host[],
  module: Module,
  wrapper: Wrapper,
  list: (typeof LISTS)[number],
  isCreated: boolean,
): void {
  const instance: unknown = wrapper.instance;
  const isController = list === 'controllers';
  const isClass = isController || (!wrapper.isNotMetatype && !wrapper.isAlias && !wrapper.inject);
  const ofClass = isClass ? (wrapper.metatype?.prototype as object | undefined) : undefined;
  const prototype = prototypeOf(instance) ?? ofClass;
  if (prototype === undefined || wrapper.isAlias) return;
  const type = (isClass ? wrapper.metatype : prototype.constructor) as Type;
  // What a factory gives may say anything of its constructor, and of none Nest serves a method.
  if (typeof type !== 'function') return;
  // Nest keeps the answer, which is wrong as long as not everything is made.
  const isMade = isCreated && wrapper.isDependencyTreeStatic();
  const handlers: Handler[] = [];
  for (const name of methodNamesOf(prototype)) {
    const own = methodOf(prototype, name);
    // Nest does not look at methods that are named by a symbol.
    if (own === undefined || typeof name === 'symbol') continue;
    for (const kind of kindsOf(own, type, isController)) {
      const method = isController ? servedBy(instance, isMade, name, own, type) : own;
      handlers.push({ kind, module, type, prototype, name, method });
    }
  }
  const isUnasked =
    list === 'middlewares' ||
    (Reflect.hasMetadata(GATEWAY, type) && (handlers.length === 0 || 'handleConnection' in prototype));
  hosts.push({ module, type, prototype, handlers, isUnasked });
}

function prototypeOf(instance: unknown): object | undefined {
  return (typeof instance === 'object' && instance && Reflect.getPrototypeOf(instance)) || undefined;
}

/**
 * The function that Nest calls in the place of a method of a controller, since its guards are asked: a constructor may have put
 * another one on the instance, with none of the metadata.
 *
 * @param isMade - Whether the instance is there, and is the one that Nest calls. Where it is not, what its constructor is about
 *   to put there is not known, and a function without metadata stands for it.
 */
function servedBy(instance: unknown, isMade: boolean, name: string, method: object, type: Type): object {
  const own: unknown = (instance as Record<string, unknown> | undefined)?.[name];
  if (typeof own === 'function' && own !== method) return own;
  return !isMade && chainOf(type).some((link) => mayReplace(link, name)) ? {} : method;
}

/**
 * Whether the text of a class puts something in the place of a method: an assignment, a class field, or `this` given to a
 * function that may do so. What compilers put beside a class (`_define_property(this, "other")`) and collections that hold
 * private members do not.
 */
function mayReplace(type: object, name: string): boolean {
  // A sign that may stand in a name and not in an expression matches any.
  const method = name.replace(/\W/g, '.');
  return new RegExp(
    `(this.|^|[;{}])\\s*${method} *=[^=]|this ?[[,]\\W+${method}\\b|this\\[\\w+] *=[^=]|(([^.\\w]|ct\\.|_1?\\.)[a-zA-Z]\\w*|\\))\\(this[,)]`,
    'm',
  ).test(Function.prototype.toString.call(type));
}

function kindsOf(method: object, type: object, isController: boolean): HandlerKind[] {
  const kinds: HandlerKind[] = [];
  const has = (mark: string): boolean => Boolean(Reflect.getMetadata(mark, method));
  if (isController) {
    if (Reflect.hasMetadata(ROUTE, method)) kinds.push('route');
    if (Reflect.hasMetadata(MESSAGE, method)) kinds.push('message');
    return kinds;
  }
  if (Reflect.hasMetadata(GATEWAY, type) && has(SOCKET_MESSAGE)) kinds.push('socket');
  const operation: unknown = Reflect.getMetadata(RESOLVER, method);
  if (OPERATIONS.has(operation)) kinds.push('operation');
  else if (has(FIELD) || has(REFERENCE)) kinds.push('field');
  return kinds;
}

/** Whether a decorator of Nest makes a handler of this method, wherever its class is registered. */
export function isMarked(method: object): boolean {
  return MARKS.some((mark) => Reflect.hasMetadata(mark, method));
}

/** Whether a gateway listens on a port of its own, and does not share that of the app. */
export function hasOwnPort(type: object): boolean {
  const port: unknown = Reflect.getMetadata('port', type);
  return typeof port === 'number' && port > 0;
}
