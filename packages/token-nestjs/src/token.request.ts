import type { Authentication, RequestLike, Requirement, Verifier } from '@acme/token-core';
import type { ExecutionContext } from '@nestjs/common';

/** Why a request is let through: the token, and by whom and for what it was judged. */
export interface Admission {
  readonly token: Extract<Authentication, { ok: true }>['token'];
  readonly verifier: Verifier;
  readonly requirements: readonly Requirement[];
}

const ADMISSION = Symbol('@acme/token-nestjs');

/** The HTTP request of Express or Fastify, with what the guard has found out about it. */
export type GuardedRequest = RequestLike & { [ADMISSION]?: Admission };

/** The HTTP request behind a context; `undefined` for contexts that have none, or that nobody here knows. */
export function requestOf(context: ExecutionContext): GuardedRequest | undefined {
  switch (context.getType<string>()) {
    case 'http':
      return context.getArgByIndex<GuardedRequest>(0);
    case 'graphql':
      return context.getArgByIndex<{ req?: GuardedRequest } | undefined>(2)?.req;
    default:
      return undefined;
  }
}

export function admissionOf(request: GuardedRequest): Admission | undefined {
  return request[ADMISSION];
}

export function admit(request: GuardedRequest, admission: Admission): void {
  request[ADMISSION] = admission;
}
