import { leave } from '../after.js';
import { isTokenError, KeysUnavailableError } from '../errors.js';
import { member } from '../json.js';
import { isUsableKeys, type KeySet, type UsableKeys } from './key-set.js';
import type { KeyRequest, KeySource } from './source.js';

/**
 * Asks a source for its key set; at once when the source answers at once. Whatever goes wrong in one is our trouble:
 * never a refusal, never an untyped error.
 *
 * @throws KeysUnavailableError, or a promise that rejects with it.
 */
export function askCurrent(source: KeySource, request: KeyRequest): UsableKeys | Promise<UsableKeys> {
  return ask(() => source.current(request));
}

/**
 * The same where nobody is going to wait: a source that knows how is not asked to.
 *
 * @param seen - The set that it gave before, which is not looked at again.
 * @throws KeysUnavailableError
 */
export function askHeld(
  source: KeySource,
  request: KeyRequest,
  now?: number,
  seen?: UsableKeys,
): UsableKeys | undefined {
  try {
    const answer: unknown = member(source, 'held') ? source.held?.(request, now) : source.current(request);
    if (answer === seen || answer === undefined || isUsableKeys(answer))
      return answer as UsableKeys | undefined;
    // What it comes to, also a rejection, is dealt with by whoever asks again.
    leave(answer);
    return undefined;
  } catch (error) {
    return throwFault(error);
  }
}

/** The same for a set that is newer than a known one. */
export function askNewer(
  source: KeySource,
  known: UsableKeys,
  request: KeyRequest,
): UsableKeys | Promise<UsableKeys> {
  return ask(() => source.newer(known, request));
}

/** The same after a signature that does not fit a known key: the known set from a source that has nothing to say to that. */
export function askReplaced(
  source: KeySource,
  known: UsableKeys,
  request: KeyRequest,
): UsableKeys | Promise<UsableKeys> {
  return ask(() => (member(source, 'replaced') ? source.replaced?.(known, request) : known) ?? known);
}

function ask(question: () => KeySet | Promise<KeySet>): UsableKeys | Promise<UsableKeys> {
  try {
    const answer = question();
    return isUsableKeys(answer) ? answer : Promise.resolve(answer).then(expectKeySet, throwFault);
  } catch (error) {
    return throwFault(error);
  }
}

function expectKeySet(answer: unknown): UsableKeys {
  if (isUsableKeys(answer)) return answer;
  return throwFault(new TypeError('keys: a key source answered with something else than a key set'));
}

function throwFault(error: unknown): never {
  throw isTokenError(error) ? error : new KeysUnavailableError(1, { cause: error });
}
