import { tell } from '@acme/token-core/adapter';
import {
  createReporter,
  type LogSink,
  type ReportedDecision,
  type ReportedPlace,
  type Reporter,
} from '@acme/token-core/explain';
import { type ExecutionContext, Logger } from '@nestjs/common';
import type { RequestLike, Verifier } from '@acme/token-core';
import type { CheckedOptions } from './token.options.js';

/**
 * The token under which the guards of one `TokenModule` find where to report, and by which that module is known: the same in
 * every copy of this package.
 */
export const REPORTER = 'acme:token-reporter';

/** What the option `report` says: Nest's own logger, a function of the app, or nothing. */
export function reporterOf({ report }: CheckedOptions): Reporter | undefined {
  if (report === false) return undefined;
  const logger = new Logger('TokenGuard');
  const log: LogSink = { info: (line) => logger.log(line), warn: (line) => logger.warn(line) };
  return report === undefined ? createReporter(log) : guarded(report, log);
}

/** What listens cannot change an answer. */
function guarded(report: Reporter, log: LogSink): Reporter {
  return (decision: ReportedDecision, place?: ReportedPlace) =>
    tell(report, decision, place && { ...place, log });
}

/** Where a decision was taken: by the pattern of the route, else by class and method, never by the raw path. */
export function placeOf(context: ExecutionContext, request: RequestLike, verifier: Verifier): ReportedPlace {
  return { request, route: routeOf(context, request), verifier };
}

function routeOf(context: ExecutionContext, request: RequestLike): string {
  if (context.getType() === 'http') {
    const { route, routeOptions } = request as {
      readonly route?: { readonly path?: unknown };
      readonly routeOptions?: { readonly url?: unknown };
    };
    const pattern = routeOptions?.url ?? route?.path;
    if (typeof pattern === 'string') return pattern;
  }
  return `${context.getClass().name}.${context.getHandler().name}`;
}
