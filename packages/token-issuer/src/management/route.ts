import type { ZodTypeAny, output } from 'zod/v3';

import type { HookEvent } from '../webhooks/events.js';
import type { Guard } from './guard.js';
import type { Tenant } from './tenant.js';

/** The methods of the Management API. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a route is given. */
export interface Call<B = unknown, Q = unknown> {
  readonly tenant: Tenant;
  /** The names in the path, by the pattern's own: `/roles/:id` has `id`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Q;
  /** The whole query, for searches. */
  readonly search: URLSearchParams;
  readonly body: B;
  /** The `sub` of the caller's token. */
  readonly caller: string;
}

/** What a route answers. */
export interface Answer {
  readonly status: 200 | 201 | 204;
  /** JSON. Without it, and with another status than 204, Logto sends the status in words. */
  readonly body?: unknown;
  /** In the place of `body`: a list that may be asked for in parts. */
  readonly list?: List;
  /** Webhook events ahead of the one that belongs to the route. */
  readonly events?: readonly RouteEvent[];
}

/** A list whose items are only shaped when they are sent. */
export interface List {
  readonly items: readonly unknown[];
  readonly shape: (item: never) => unknown;
}

/** A webhook event that a route tells of by itself. */
export interface RouteEvent {
  readonly event: HookEvent;
  readonly members: Readonly<Record<string, unknown>>;
}

/** A route of the Management API. */
export interface Route {
  readonly method: Method;
  /** Below `/api`; `:name` stands for one segment. */
  readonly path: string;
  readonly body: Guard | undefined;
  readonly query: Guard | undefined;
  /** Whether the list comes in parts: always, or only when a part is asked for. */
  readonly pages: 'always' | 'optional' | undefined;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
}

interface Definition<B extends ZodTypeAny, Q extends ZodTypeAny> {
  readonly body?: B;
  readonly query?: Q;
  readonly pages?: 'always' | 'optional';
  readonly answer: (call: Call<output<B>, output<Q>>) => Answer | Promise<Answer>;
}

/** Defines a route; what its guards give is what it is typed with. */
export function route<B extends ZodTypeAny = ZodTypeAny, Q extends ZodTypeAny = ZodTypeAny>(
  method: Method,
  path: string,
  { body, query, pages, answer }: Definition<B, Q>,
): Route {
  return { method, path, body, query, pages, answer };
}

/** 200 with a list. */
export function list<T>(items: readonly T[], shape: (item: T) => unknown): Answer {
  return { status: 200, list: { items, shape } };
}

/** 200 with a body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** 201 with a body. */
export function created(body: unknown): Answer {
  return { status: 201, body };
}

/** 204. */
export const done: Answer = { status: 204 };
