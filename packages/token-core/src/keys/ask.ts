import { isTokenError, KeysUnavailableError, type TokenError } from '../errors.js';
import { KeySet } from './key-set.js';
import type { KeyRequest, KeySource } from './source.js';

/**
 * Asks a source for its key set; at once when the source answers at once. Whatever goes wrong in one is our trouble:
 * never a refusal, never an untyped error.
 *
 * @throws KeysUnavailableError, or a promise that rejects with it.
 */
export function askCurrent(source: KeySource, request: KeyRequest): KeySet | Promise<KeySet> {
  try {
    const answer = source.current(request);
    return answer instanceof KeySet ? answer : settle(answer);
  } catch (error) {
    throw faultOf(error);
  }
}

/** The same for a set that is newer than a known one. */
export async function askNewer(source: KeySource, known: KeySet, request: KeyRequest): Promise<KeySet> {
  try {
    return await settle(source.newer(known, request));
  } catch (error) {
    throw faultOf(error);
  }
}

async function settle(answer: KeySet | Promise<KeySet>): Promise<KeySet> {
  try {
    const set: unknown = await answer;
    if (set instanceof KeySet) return set;
    throw new TypeError('keys: a key source answered with something else than a key set');
  } catch (error) {
    throw faultOf(error);
  }
}

function faultOf(error: unknown): TokenError {
  return isTokenError(error) ? error : new KeysUnavailableError(1, { cause: error });
}
