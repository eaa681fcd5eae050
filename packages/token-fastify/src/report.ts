import { tell } from '@acme/token-core/adapter';
import { createReporter, type LogSink, type ReportedDecision } from '@acme/token-core/explain';
import type { FastifyRequest } from 'fastify';
import { isSwitchedOff } from './warn.js';
import type { TokenPluginSettings } from './options.js';

/** Tells of a decision about a request. Never throws. */
export type RequestReporter = (request: FastifyRequest, decision: ReportedDecision) => void;

/** The reporter of one registration, as its option says. */
export function reporterFor({ report, verifier }: TokenPluginSettings): RequestReporter {
  if (report === false) return () => undefined;
  const place = (request: FastifyRequest) => ({ request, route: request.routeOptions.url, verifier });
  if (report !== undefined) {
    return (request, decision) => tell(report, decision, { ...place(request), log: logOf(request) });
  }
  // A line belongs to the request that it is written at.
  let log: LogSink = console;
  const toLog = createReporter({ info: (line) => log.info(line), warn: (line) => log.warn(line) });
  return (request, decision) => {
    if (decision.ok) return toLog(decision);
    log = logOf(request);
    toLog(decision, place(request));
  };
}

function logOf({ log }: FastifyRequest): LogSink {
  return isSwitchedOff(log) ? console : log;
}
