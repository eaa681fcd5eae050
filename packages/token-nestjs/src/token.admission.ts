import {
  type Authentication,
  authorize,
  type CompiledRequirement,
  decide,
  type Verifier,
} from '@acme/token-core';
import { createNotes } from '@acme/token-core/adapter';
import type { ContextRequest } from './token.request.js';

/** A token with whatever permissions, also beside an app that has registered its own. */
export type AnyToken = Extract<Authentication, { ok: true }>['token'];

/** What a request was let in with: the verified token, never the decision. */
interface Admission {
  /** Nobody, where a test gave the token: a guard that does ask judges for itself. */
  readonly verifier: Verifier | undefined;
  readonly token: AnyToken;
}

const admissions = createNotes<object, Admission>();
/** Verifications that have begun and not ended: all fields of one query wait for the same. */
const begun = new WeakMap<object, Map<Verifier, Promise<Authentication>>>();

/** The token that was found for this request, by whichever verifier judged it last. */
export function admittedToken(key: object): AnyToken | undefined {
  return admissions.get(key)?.token;
}

/** Notes a token for a request that nobody asked about: for tests of what comes after the guard. */
export function admitUnasked(key: object, token: AnyToken): void {
  admissions.set(key, { verifier: undefined, token });
}

/** Decides about one call. Text, key, time and requirement are judged anew each time; a signature once for a request. */
export function admit(
  verifier: Verifier,
  asked: ContextRequest,
  requirement: CompiledRequirement | undefined,
): Authentication | Promise<Authentication> {
  const { key, request, isShared } = asked;
  const keep = (decision: Authentication): Authentication => {
    if (decision.ok) admissions.set(key, { verifier, token: decision.token });
    return decision;
  };
  const further = (token: AnyToken): Authentication | Promise<Authentication> =>
    follow(authorize(verifier, token, requirement, request), keep);

  const known = admissions.get(key);
  if (known?.verifier === verifier) return further(known.token);
  if (!isShared) return follow(decide(verifier, request, requirement), keep);
  return follow(verify(verifier, asked), (verified) => (verified.ok ? further(verified.token) : verified));
}

/** Whether there is a good token at all, whatever else is demanded. */
function verify(
  verifier: Verifier,
  { key, request }: ContextRequest,
): Authentication | Promise<Authentication> {
  const ongoing = begun.get(key) ?? new Map<Verifier, Promise<Authentication>>();
  begun.set(key, ongoing);
  const known = ongoing.get(verifier);
  if (known !== undefined) return known;
  const decision = decide(verifier, request);
  if (!(decision instanceof Promise)) return decision;
  const forget = (): void => {
    ongoing.delete(verifier);
  };
  ongoing.set(verifier, decision);
  decision.then(forget, forget);
  return decision;
}

/** Not `await`: for a token that is known there is nothing to wait for. */
function follow<T, U>(value: T | Promise<T>, go: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(go) : go(value);
}
