import { KeysUnavailableError, TokenError } from '../errors.js';
import { KeySet } from './key-set.js';

/**
 * Asks a key source. Whatever goes wrong in one is our trouble: never a refusal, never an untyped error. At once
 * when the source answers at once.
 *
 * @throws KeysUnavailableError, or a promise that rejects with it.
 */
export function askKeys(question: () => KeySet | Promise<KeySet>): KeySet | Promise<KeySet> {
  try {
    const answer = question();
    return answer instanceof KeySet ? answer : settle(answer);
  } catch (error) {
    throw faultOf(error);
  }
}

async function settle(answer: Promise<KeySet>): Promise<KeySet> {
  try {
    const set: unknown = await answer;
    if (set instanceof KeySet) return set;
    throw new TypeError('keys: a key source answered with something else than a key set');
  } catch (error) {
    throw faultOf(error);
  }
}

function faultOf(error: unknown): TokenError {
  return error instanceof TokenError ? error : new KeysUnavailableError(1, { cause: error });
}
