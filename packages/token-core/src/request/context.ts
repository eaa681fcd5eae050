import { tell } from './decision-event.js';

/** What the platform offers to one verification. An `ExecutionContext` of Workers fits as it is. */
export interface VerifyContext {
  /** Keeps a background refresh of the keys alive beyond the response. */
  waitUntil?(work: Promise<unknown>): void;
}

/** Passes work to the platform, where it takes any. One that fails to take it only means that it may be cut short. */
export function keepAlive(
  context: VerifyContext | undefined,
): ((work: Promise<unknown>) => void) | undefined {
  if (context?.waitUntil === undefined) return undefined;
  // The decision about this token does not hang on it.
  return (work) => tell(() => context.waitUntil?.(work));
}
