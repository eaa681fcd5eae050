import type { Server } from 'node:http';
import type { JSONWebKeySet } from 'jose';
import type { Algorithm } from '../tokens/authority.js';

/** The frameworks that have an adapter. */
export const FRAMEWORKS = ['Fastify', 'Hono', 'Express', 'Nest on Express', 'Nest on Fastify'] as const;

/** One of the frameworks that have an adapter. */
export type Framework = (typeof FRAMEWORKS)[number];

/** What the server has to know of who signs the tokens. */
export interface Trust {
  /** One that every peer knows: neither Hono nor jsonwebtoken has EdDSA. */
  readonly algorithm: Exclude<Algorithm, 'EdDSA'>;
  readonly issuer: string;
  readonly resource: string;
  readonly jwksUri: string;
  readonly jwks: JSONWebKeySet;
  readonly pem: string;
}

/** One app that listens: the same route each time, protected in another way. */
export interface RunningApp {
  readonly url: string;
  /** What takes its requests. */
  readonly server: Server;
  close(): Promise<unknown>;
}

/** How a route is protected. The first of a framework is the open route, the second is ours. */
export interface Protection {
  readonly name: string;
  readonly start: (trust: Trust) => Promise<RunningApp>;
}

/** The names of the first two ways of every framework. */
export const OPEN = 'open route';
export const OURS = 'ours';

/** The name of ours with a standing in memory and with metadata, both at their defaults. */
export const OURS_WHOLE = 'ours, with standing and metadata';

/** The name of what the framework takes for any protection at all: one that says yes to whoever has the header. */
export const SAYS_YES = 'limit: yes to any header';

/** The name of what finding a known token takes, with nothing judged about it: see `look-up.ts`. */
export const LOOKS_UP = 'limit: a bare look-up of the token';

/** The path that is asked for. */
export const PATH = '/products';

/** What the route answers. */
export const PRODUCTS = [
  { id: '1', name: 'Walnut desk', price: 49_900 },
  { id: '2', name: 'Reading lamp', price: 7900 },
];

/** The scope that the route needs. Only ours checks it: the others leave that to the app. */
export const SCOPE = 'read:products';

/** What the parent asks of the server process. */
export type ServerRequest = { readonly type: 'usage' } | { readonly type: 'close' };

/** What the server process says first: where each app listens. */
export interface Listening {
  readonly apps: readonly { readonly name: string; readonly url: string }[];
}

/** What it answers to `usage`: the CPU time it has had. */
export interface Usage {
  readonly cpuMicroseconds: number;
}

/** What the parent tells the load process first, and then for each shot. */
export type LoadRequest =
  | { readonly type: 'tokens'; readonly tokens: readonly string[] }
  | {
      readonly type: 'fire';
      readonly url: string;
      readonly connections: number;
      /** Until the time is over, or until that many requests are answered. */
      readonly until: { readonly seconds: number } | { readonly requests: number };
    };

/** What came of one shot. */
export interface LoadReply {
  readonly requests: number;
  readonly seconds: number;
  /** Answers other than 200, and requests without an answer. */
  readonly failures: number;
}
