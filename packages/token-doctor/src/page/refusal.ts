import type { Refusal as RefusalError } from '@acme/token-core';
import { explain, type ReportedPlace, toLine } from '@acme/token-core/explain';
import { type Case, describeCredentials, factsOf, shownToken } from 'local-pages';

/** A refusal, or an outage, that the page keeps. */
export interface KeptRefusal extends Case {
  readonly id: number;
  readonly reason: string;
}

const LONGEST_ROUTE = 120;

/** The method and the route of a decision, as they may be shown. */
function whereOf({ method, request, route }: ReportedPlace): Pick<Case, 'method' | 'route'> {
  const verb = method ?? request?.method;
  return {
    method: typeof verb === 'string' && /^[A-Z]{1,10}$/.test(verb) ? verb : undefined,
    route: typeof route === 'string' ? toLine(route, LONGEST_ROUTE) : undefined,
  };
}

/** What is kept of a decision. Reads the request now, and holds nothing of it. */
export function keep(error: RefusalError, place: ReportedPlace, at: number): Omit<KeptRefusal, 'id'> {
  const { request, verifier, evidence } = place;
  const more = evidence?.();
  const field = verifier?.tokenHeader?.toLowerCase();
  const finding = explain(error, {
    request,
    verifier,
    keys: more?.keys,
    clock: { now: at, ...more?.clock },
  });
  return {
    at,
    ...whereOf(place),
    status: error.status,
    reason: error.reason,
    finding,
    token: request && shownToken(request, field),
    credentials: describeCredentials(request, field),
    required: (error.required ?? []).map((scope) => toLine(scope)),
    ...factsOf(verifier, more?.keys?.clockOffset),
  };
}
