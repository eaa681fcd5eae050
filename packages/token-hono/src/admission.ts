import { type Authentication, authorize, decide, type Requirements, type Verifier } from '@acme/token-core';
import type { Context } from 'hono';

/** By whom a request was let in already, on its way through several middlewares. */
interface Admission {
  readonly request: Request;
  readonly verifier: Verifier;
  readonly token: Extract<Authentication, { ok: true }>['token'];
}

const ADMISSION = Symbol('@acme/token-hono');

type Admitted = Pick<Context, 'req' | 'executionCtx'> & { [ADMISSION]?: Admission };

/**
 * The decision about a request, at once where nothing has to be waited for. Where the same verifier has let the same
 * request in before, for the whole app say, only the requirement of this route is left to judge.
 */
export function decideOnce(
  c: Admitted,
  verifier: Verifier,
  requirement: Requirements | undefined,
): Authentication | Promise<Authentication> {
  const request = c.req.raw;
  const known = c[ADMISSION];
  if (known?.verifier === verifier && known.request === request) {
    return authorize(verifier, known.token, requirement, request);
  }
  const note = (decision: Authentication): Authentication => {
    if (decision.ok) c[ADMISSION] = { request, verifier, token: decision.token };
    return decision;
  };
  const decision = decide(verifier, request, requirement, {
    // Only Workers have an execution context; the getter throws elsewhere, so it is read only when there is work.
    waitUntil: (work) => c.executionCtx.waitUntil(work),
  });
  return decision instanceof Promise ? decision.then(note) : note(decision);
}
