import type { Requirements } from '@acme/token-core';
import type { FastifyInstance } from 'fastify';
import { configOf } from './checks.js';
import { readPolicy } from './policy.js';
import { REGISTRATION } from './registration.js';
import { routesAround } from './watch.js';

/** What a route demands of its requests. */
export interface TokenDemand {
  /** `undefined`: any valid token. */
  readonly requirement: Requirements | undefined;
  /** Whether a request without a token is let in too, as anonymous. */
  readonly isOptional: boolean;
}

/** One route of an app, and what stands before it. */
export interface RouteDemands {
  /** In upper case; several are separated by `|`. */
  readonly method: string;
  /** As it is written where the route is made, with the prefixes around it. */
  readonly path: string;
  /** What is demanded; all of it holds. Empty: the route is open. */
  readonly demands: readonly TokenDemand[];
}

/**
 * What the routes of an app demand, in the order in which they were declared: for a test that no route was forgotten.
 *
 * @param app - A Fastify app that is ready, or one of its contexts; all routes of the app are told.
 * @example
 * await app.ready();
 * const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
 */
export function demandsOf(app: FastifyInstance): readonly RouteDemands[] {
  return routesAround(app).map(({ context, options, path }) => {
    const registration = context[REGISTRATION];
    const policy = registration && readPolicy(configOf(options), registration.settings);
    const demands =
      policy === undefined || policy.access === 'public'
        ? []
        : [{ requirement: policy.requirement, isOptional: policy.access === 'optional' }];
    return { method: [options.method].flat().join('|'), path, demands };
  });
}
