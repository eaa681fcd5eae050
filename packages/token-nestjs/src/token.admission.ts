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
  verifier: Verifier | undefined;
  token: AnyToken;
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

/** Decides about one call, at once where nothing has to be waited for. Text, key, time and requirement are judged anew each time; a signature once for a request. */
export function admit(
  verifier: Verifier,
  asked: ContextRequest,
  requirement: CompiledRequirement | undefined,
): Authentication | Promise<Authentication> {
  const known = admissions.get(asked.key);
  const decision = decideOnce(verifier, asked, requirement, known);
  return decision instanceof Promise
    ? // Others may have been let in meanwhile.
      decision.then((settled) => keep(asked.key, verifier, settled, admissions.get(asked.key)))
    : keep(asked.key, verifier, decision, known);
}

function decideOnce(
  verifier: Verifier,
  asked: ContextRequest,
  requirement: CompiledRequirement | undefined,
  known: Admission | undefined,
): Authentication | Promise<Authentication> {
  const { request, isShared } = asked;
  if (known?.verifier === verifier) return authorize(verifier, known.token, requirement, request);
  if (!isShared) return decide(verifier, request, requirement);
  const further = (verified: Authentication): Authentication | Promise<Authentication> =>
    verified.ok ? authorize(verifier, verified.token, requirement, request) : verified;
  const verified = verify(verifier, asked);
  return verified instanceof Promise ? verified.then(further) : further(verified);
}

function keep(
  key: object,
  verifier: Verifier,
  decision: Authentication,
  known: Admission | undefined,
): Authentication {
  if (!decision.ok) return decision;
  const admission = { verifier, token: decision.token };
  if (known === undefined) admissions.set(key, admission);
  else Object.assign(known, admission);
  return decision;
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
