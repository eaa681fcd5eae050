import type { CutOffMatch } from '../standing.js';

/** Why a delivery was refused. */
export type WebhookRefusal = 'method' | 'size' | 'signature' | 'json' | 'payload';
/** Why a delivery cut nobody off. */
export type WebhookIdleness = 'widens' | 'on_role_change' | 'test' | 'unknown';

/** What came of a delivery, told to `onEvent`. `event` is Logto's name, such as `User.Deleted`, in one line. */
export type WebhookEvent =
  | {
      readonly kind: 'cut_off';
      readonly event: string;
      readonly matches: readonly CutOffMatch[];
      /** Whether every machine can hear it. While not, the delivery is answered with 503, and the standing writes again. */
      readonly isWritten: boolean;
    }
  | { readonly kind: 'nothing'; readonly event: string; readonly reason: WebhookIdleness }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: WebhookRefusal };

/** Is told what came of each delivery, at once. What it throws changes nothing. */
export type WebhookListener = (event: WebhookEvent) => void;

const LONGEST = 200;

/** Text of others as it may stand in a log: one line, cut. */
export function toLine(text: string): string {
  return text.slice(0, LONGEST).replaceAll(/[\p{C}\p{Z}]+/gu, ' ');
}
