import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { WebhookDelivery } from '../../src/webhooks/index.js';

export const KEY = '0123456789abcdef0123456789abcdef';
/** When it happened, and the same in seconds since the epoch. */
export const CREATED_AT = '2026-11-25T21:20:47.250Z';
export const BEFORE = 1_795_641_647.25;

export type Payload = Readonly<Record<string, unknown>>;

/** A delivery as Logto sends it. */
export function deliver(
  payload: Payload | string,
  key = KEY,
): WebhookDelivery & { readonly rawBody: string } {
  const rawBody = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'logto-signature-sha-256': sign(rawBody, key) },
    rawBody,
  };
}

export function sign(body: string | Uint8Array, key = KEY): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

export interface Recorded {
  readonly cause: string;
  readonly payload: Payload;
}

/** What Logto 1.42 has sent, by event: the recording that the local issuer is held to. */
export const recorded = JSON.parse(
  readFileSync(new URL('../../../token-issuer/test/vectors/webhooks.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly Recorded[]>>;

/** One of them, with a moment in it. */
export function recordedPayload(event: string, cause: string): Payload {
  const found = recorded[event]?.find((each) => each.cause === cause);
  if (found === undefined) throw new Error(`Nothing was recorded of ${event}, ${cause}.`);
  return { ...found.payload, createdAt: CREATED_AT };
}
