import { tell } from '../../request/decision-event.js';
import type { KeyEvent, KeyEventListener } from './events.js';

/** Tells a listener, whose own trouble must not decide about a token. */
export function reportTo(listener: KeyEventListener | undefined, event: KeyEvent): void {
  if (listener !== undefined) tell(listener, Object.freeze(event));
}
