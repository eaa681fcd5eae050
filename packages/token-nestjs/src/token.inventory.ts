import type { Requirements } from '@acme/token-core';
import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import { appOf } from './token.app.js';
import { type Handler, type HandlerKind, hostsOf } from './token.discovery.js';
import { demandOn, isDemand } from './token.demand.js';
import { decoratedPathsOf } from './token.path.js';
import { REPORTER } from './token.report.js';
import { reachOf } from './token.start.js';

const ANYWHERE = { strict: false };

/** What a handler demands of its callers. */
export interface TokenDemand {
  /** `undefined`: any valid token. */
  readonly requirement: Requirements | undefined;
  /** Whether a request without a token is let in too, as anonymous. */
  readonly isOptional: boolean;
  /** The name of the verifier that judges; `undefined`: the one that is for all. */
  readonly verifier: string | undefined;
}

/** One handler of an app, and what stands before it. */
export interface HandlerDemands {
  readonly kind: HandlerKind;
  /** Class and method. */
  readonly handler: string;
  /** Of a route, in upper case; `ALL` for every method. */
  readonly method?: string;
  /** Of a route, as its decorators write it: without the prefix and the version of the app. */
  readonly path?: string;
  /** What is demanded; all of it holds. Empty: the handler is open. */
  readonly demands: readonly TokenDemand[];
}

/**
 * What the handlers of an app demand: for a test that none was forgotten.
 *
 * @param app - An app that has started, or a testing module of it.
 * @throws Error when the app has no `TokenModule`.
 * @example
 * ```ts
 * const open = demandsOf(app).filter(({ demands }) => demands.length === 0);
 * expect(open.map(({ path }) => path)).toEqual(['/health']);
 * ```
 */
export function demandsOf(app: INestApplicationContext): readonly HandlerDemands[] {
  app.get(REPORTER, ANYWHERE);
  const parts = appOf(app.get(ModulesContainer, ANYWHERE), app.get(ApplicationConfig, ANYWHERE));
  const reach = reachOf(parts);
  return hostsOf(parts.modules)
    .flatMap((host) => host.handlers)
    .flatMap((handler) => {
      const demand = demandOn(handler.prototype, handler.name);
      const isAsked = reach.isGuarded(handler) || reach.isGlobal() || isDemand(demand);
      const { access, requirements, verifier } = demand;
      const requirement = requirements.length === 0 ? undefined : requirements;
      const demands =
        access === 'public' || !isAsked ? [] : [{ requirement, isOptional: access === 'optional', verifier }];
      const told = { kind: handler.kind, handler: `${handler.type.name}.${handler.name}`, demands };
      return handler.kind === 'route' ? routesOf(handler).map((route) => ({ ...told, ...route })) : [told];
    });
}

function routesOf(handler: Handler): { readonly method: string; readonly path: string }[] {
  const own = Reflect.get(handler.prototype, handler.name) as object;
  const method = RequestMethod[Number(Reflect.getMetadata('method', own))] ?? 'ALL';
  return decoratedPathsOf(handler).map((path) => ({ method, path }));
}
