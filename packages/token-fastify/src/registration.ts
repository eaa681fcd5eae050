import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { TokenPluginSettings } from './options.js';
import { type Policy, readNotFoundPolicy, readPolicy } from './policy.js';

/** Under this name a context holds its registration. One for all copies of this package in a process. */
export const REGISTRATION: unique symbol = Symbol.for('@acme/token-fastify');

/** A Fastify context, with the registration that decides in it. Contexts within inherit it. */
export type TokenContext = FastifyInstance & { readonly [REGISTRATION]?: Registration };

/** One registration of the plugin: its settings, and what its routes say. */
export class Registration {
  readonly settings: TokenPluginSettings;
  readonly #policies = new WeakMap<object, Policy>();

  constructor(settings: TokenPluginSettings) {
    this.settings = settings;
  }

  /** The policy of the route that answers a request, or of what answers where there is none. */
  policyFor(request: FastifyRequest): Policy {
    // Fastify makes one `config` per route, out of everything that hooks have left in it.
    const { config } = request.routeOptions;
    let policy = this.#policies.get(config);
    if (policy === undefined) {
      policy = (request.is404 ? readNotFoundPolicy : readPolicy)(config, this.settings);
      this.#policies.set(config, policy);
    }
    return policy;
  }
}

/** The contexts around one, the outermost last. */
export function ancestorsOf(instance: TokenContext): readonly TokenContext[] {
  const found: TokenContext[] = [];
  let next = Object.getPrototypeOf(instance) as TokenContext | null;
  while (typeof next?.addHook === 'function') {
    found.push(next);
    next = Object.getPrototypeOf(next) as TokenContext | null;
  }
  return found;
}

/** The app that a context belongs to. */
export function rootOf(instance: TokenContext): TokenContext {
  return ancestorsOf(instance).at(-1) ?? instance;
}
