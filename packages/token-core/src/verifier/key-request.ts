import { keepAlive, type VerifyContext } from '../request/context.js';
import type { KeyRequest } from '../keys/source.js';
import type { JudgedHeader } from '../token/header.js';

/** What a key source is asked about a token. */
export function keyRequest(
  { kid }: JudgedHeader,
  context: VerifyContext | undefined,
  now: () => number,
  unverified?: KeyRequest['unverified'],
): KeyRequest {
  return { kid, now, unverified, waitUntil: keepAlive(context) };
}
