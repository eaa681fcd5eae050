import { InvalidTokenError } from '../errors.js';
import type { JudgedHeader } from '../token/header.js';
import { askCurrent, askNewer } from './ask.js';
import type { VerificationKey } from './jwk.js';
import type { KeySet } from './key-set.js';
import type { KeyRequest, KeySource } from './source.js';

/** The one key that a token may be verified with, and the set it was found in. */
export interface ChosenKey {
  readonly key: VerificationKey;
  readonly cryptoKey: CryptoKey;
  readonly set: KeySet;
}

/**
 * Finds the one key that fits a header, in a newer set if the present one does not know its name.
 *
 * @throws InvalidTokenError `unknown_key` when no key fits, or more than one.
 * @throws KeysUnavailableError
 */
export async function chooseKey(
  source: KeySource,
  header: JudgedHeader,
  request: KeyRequest,
): Promise<ChosenKey> {
  const { alg, kid, profile } = header;
  const current = askCurrent(source, request);
  const known = current instanceof Promise ? await current : current;
  const isKnown = kid === undefined ? known.candidates(kid, alg, profile).length > 0 : known.hasName(kid);
  const set = isKnown ? known : await askNewer(source, known, request);

  const candidates = set.candidates(kid, alg, profile);
  const only = candidates.length === 1 ? candidates[0] : await onlyImportable(candidates, alg);
  const cryptoKey = only?.imported(alg) ?? (await only?.import(alg));
  if (only === undefined || cryptoKey === undefined) {
    throw new InvalidTokenError('unknown_key', { hint: hintFor(kid, set, candidates.length) });
  }
  return { key: only, cryptoKey, set };
}

/**
 * Of several that fit by what they say, the one that is a key at all. Two that both are: trying one after the other
 * would let the key set's publisher choose by accident.
 */
async function onlyImportable(
  candidates: readonly VerificationKey[],
  alg: string,
): Promise<VerificationKey | undefined> {
  const imported = await Promise.all(candidates.map((key) => key.import(alg)));
  const importable = candidates.filter((_, index) => imported[index] !== undefined);
  return importable.length === 1 ? importable[0] : undefined;
}

function hintFor(kid: string | undefined, set: KeySet, fitting: number): string {
  if (fitting > 1) return 'More than one key of the set fits the token, so none is used.';
  const held = `The key set has ${set.size} key(s), ${set.usable} of them usable`;
  return kid === undefined
    ? `The token names no key, and none fits. ${held}.`
    : `No usable key goes by the name the token gives. ${held}. Another environment's token, or a rotation that the key set does not show yet?`;
}
