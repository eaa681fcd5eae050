import type { Payload } from './payload.js';
import { textAt } from './payload.js';

/** As Logto writes it: `2026-11-25T21:20:47.000Z`. Other texts that `Date.parse` takes may mean another zone. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/**
 * When the event happened, in seconds since the epoch, by the authorization server's own clock; `undefined` when the
 * payload does not say. What lies ahead of the clocks, or too far back, is the standing's to judge: it knows the clocks.
 */
export function momentOf(payload: Payload): number | undefined {
  const text = textAt(payload, 'createdAt');
  const moment = text !== undefined && MOMENT.test(text) ? Date.parse(text) / 1000 : Number.NaN;
  // 1970 and before is long ago, and from 1e11 on it would be a moment in milliseconds.
  return moment < 1e11 ? Math.max(0, moment) : undefined;
}
