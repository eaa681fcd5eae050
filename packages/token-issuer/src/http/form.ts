import type { IncomingMessage } from 'node:http';

import { mediaType, readBody } from './body.js';

/** More than any of our forms has, in bytes. */
const LONGEST_FORM = 8192;

/**
 * Reads a posted form (`application/x-www-form-urlencoded`).
 *
 * @returns undefined when it is of another type or too long.
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (mediaType(request) !== 'application/x-www-form-urlencoded') return undefined;
  const body = await readBody(request, LONGEST_FORM);
  return body === undefined ? undefined : new URLSearchParams(body.toString('utf8'));
}
