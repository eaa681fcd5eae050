import type { IncomingMessage } from 'node:http';

import { mediaType, readBody } from './body.js';

/** More than a form without long texts has, in bytes. */
const LONGEST_FORM = 8192;

/**
 * Reads a posted form (`application/x-www-form-urlencoded`).
 *
 * @param longest - In bytes. Default 8192.
 * @returns undefined when it is of another type or too long.
 */
export async function readForm(
  request: IncomingMessage,
  longest = LONGEST_FORM,
): Promise<URLSearchParams | undefined> {
  if (mediaType(request) !== 'application/x-www-form-urlencoded') return undefined;
  const body = await readBody(request, longest);
  return body === undefined ? undefined : new URLSearchParams(body.toString('utf8'));
}
