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

/** Every controller, provider and middleware of an app, each once. */
export function hostsOf(modules: ModulesContainer): Host[] {
  const hosts: Host[] = [];
  for (const module of modules.values()) {
    for (const list of LISTS) {
      for (const wrapper of module[list].values()) push(hosts, module, wrapper, list);
    }
  }
  return hosts;
}

function push(hosts: Host[], module: Module, wrapper: Wrapper, list: (typeof LISTS)[number]): void {
  const instance: unknown = wrapper.instance;
  const isController = list === 'controllers';
  const isClass = isController || (!wrapper.isNotMetatype && !wrapper.isAlias && !wrapper.inject);
  const ofClass = isClass ? (wrapper.metatype?.prototype as object | undefined) : undefined;
  const prototype = prototypeOf(instance) ?? ofClass;
  if (prototype === undefined || wrapper.isAlias) return;
  const type = (isClass ? wrapper.metatype : prototype.constructor) as Type;
  // What a factory gives may say anything of its constructor, and of none Nest serves a method.
  if (typeof type !== 'function') return;
  const handlers: Handler[] = [];
  for (const name of methodNamesOf(prototype)) {
    const own = methodOf(prototype, name);
    // Nest does not look at methods that are named by a symbol.
    if (own === undefined || typeof name === 'symbol') continue;
    for (const kind of kindsOf(own, type, isController)) {
      const method = isController ? served(instance, name, own, type) : own;
      handlers.push({ kind, module, type, prototype, name, method });
    }
  }
  const isUnasked =
    list === 'middlewares' ||
    (Reflect.hasMetadata(GATEWAY, type) && (handlers.length === 0 || 'handleConnection' in prototype));
  hosts.push({ module, type, prototype, handlers, isUnasked });
}

function prototypeOf(instance: unknown): object | undefined {
  if (typeof instance !== 'object' || instance === null) return undefined;
  return Reflect.getPrototypeOf(instance) ?? undefined;
}

/**
 * A constructor may have put a function of its own in the place of a method, with none of its metadata. Where it has not
 * run, since it runs for each request, what it is about to put there is not known.
 */
function served(instance: unknown, name: string, method: object, type: Type): object {
  const own: unknown = (instance as Record<string, unknown> | undefined)?.[name];
  if (typeof own === 'function' && own !== method) return own;
  // A sign that may stand in a name and not in an expression matches any.
  const assigned = new RegExp(`this.${name.replace(/\W/g, '.')} *=[^=]`);
  return chainOf(type).some((link) => assigned.test(Function.prototype.toString.call(link))) ? {} : method;
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
