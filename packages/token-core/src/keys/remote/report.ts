import type { KeyEvent, KeyEventListener } from './events.js';
import { ignore } from './fetch.js';

/** Tells a listener, whose own trouble must not decide about a token. */
export function reportTo(listener: KeyEventListener | undefined, event: KeyEvent): void {
  try {
    const result: unknown = listener?.(Object.freeze(event));
    // An async listener's rejection would end the process.
    if (result instanceof Promise) result.catch(ignore);
  } catch {
    // Nothing to do.
  }
}
