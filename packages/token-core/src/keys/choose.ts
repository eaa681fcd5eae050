import { after, isPromise } from '../after.js';
import { InvalidTokenError } from '../errors.js';
import type { JudgedHeader } from '../token/header.js';
import { askCurrent, askHeld, askNewer, askReplaced } from './ask.js';
import type { VerificationKey } from './jwk.js';
import type { UsableKeys } from './key-set.js';
import type { KeyRequest, KeySource } from './source.js';

interface FoundKey {
  readonly key: VerificationKey;
  readonly cryptoKey: CryptoKey;
}

/** The one key that a token may be verified with, and the set it was found in. */
export interface ChosenKey extends FoundKey {
  readonly set: UsableKeys;
}

/**
 * Finds the key that verifies a token: the one that fits its header, in a newer set if the present one does not know its
 * name, or has another key by that name.
 *
 * @param verifies - Whether the token's signature fits a key.
 * @throws InvalidTokenError `unknown_key` when no key fits, or more than one; `signature` when it is not that key's.
 * @throws KeysUnavailableError
 */
export function findVerifyingKey(
  source: KeySource,
  header: JudgedHeader,
  request: KeyRequest,
  verifies: (key: CryptoKey) => boolean | Promise<boolean>,
): ChosenKey | Promise<ChosenKey> {
  const { alg, kid, profile } = header;
  return after(askCurrent(source, request), (known) =>
    after(wantsNewer(known, header, request) ? askNewer(source, known, request) : known, (set) => {
      const candidates = set.candidates(kid, alg, profile);
      return after(findOnlyKey(candidates, alg), (found) => {
        if (!found) {
          throw new InvalidTokenError('unknown_key', {
            check: candidates.length > 1 ? 'twins' : set.padded.has(kid) ? 'padded' : 'kid',
            expected: set.usable,
            found: kid,
          });
        }
        const chosen = { ...found, set };
        return after(verifies(found.cryptoKey), (isGood) =>
          isGood ? chosen : findReplacedKey(source, header, request, verifies, chosen),
        );
      });
    }),
  );
}

async function findReplacedKey(
  source: KeySource,
  { alg, kid, profile }: JudgedHeader,
  request: KeyRequest,
  verifies: (key: CryptoKey) => boolean | Promise<boolean>,
  { set: before, key }: ChosenKey,
): Promise<ChosenKey> {
  const isOurs = request.unverified?.().isOurs !== false;
  const set = isOurs ? await askReplaced(source, before, request) : before;
  // Stryker disable next-line ConditionalExpression: the same set has the same key, and that is no other one.
  const found = set === before ? undefined : await findOnlyKey(set.candidates(kid, alg, profile), alg);
  if (found !== undefined && found.key.material !== key.material && (await verifies(found.cryptoKey)))
    return { ...found, set };
  throw new InvalidTokenError('signature', { check: 'signature', found: kid });
}

/** Whether the set does not know the key, and a newer one might. A token of another issuer has no key here at all. */
function wantsNewer(
  set: UsableKeys,
  { alg, kid, profile }: JudgedHeader,
  { unverified }: KeyRequest,
): boolean {
  const isKnown = kid === undefined ? set.candidates(kid, alg, profile).length > 0 : set.hasName(kid);
  return !isKnown && unverified?.().isOurs !== false;
}

/**
 * What a token has to wait for before its key can be chosen; `undefined` where that is nothing, or where the source cannot
 * tell. So whoever waits can hold the token alone, and begin anew.
 */
export function waitForKeys(
  source: KeySource,
  header: JudgedHeader,
  request: KeyRequest,
): Promise<UsableKeys> | undefined {
  if (source.held === undefined) return undefined;
  const held = askHeld(source, request);
  const set = held ?? askCurrent(source, request);
  const answer = held && wantsNewer(held, header, request) ? askNewer(source, held, request) : set;
  return isPromise(answer) ? answer : undefined;
}

/**
 * Whether a set would have a token verified with the same key as before, as far as that can be told at once. A key
 * that has not been imported yet may be a second one that fits.
 */
export function stillChosen(
  set: UsableKeys,
  { alg, kid, profile }: JudgedHeader,
  key: VerificationKey,
): boolean {
  const candidates = set.candidates(kid, alg, profile);
  const usable =
    candidates.length > 1 ? candidates.filter((one) => one.import(alg) !== undefined) : candidates;
  // Stryker disable next-line OptionalChaining: there is exactly one.
  return usable.length === 1 && usable[0]?.material === key.material;
}

/**
 * Of those that fit by what they say, the one that is a key at all. Two that both are: trying one after the other
 * would let the key set's publisher choose by accident.
 */
function findOnlyKey(
  candidates: readonly VerificationKey[],
  alg: string,
  from = 0,
  before?: FoundKey,
): FoundKey | undefined | Promise<FoundKey | undefined> {
  let only = before;
  for (let index = from; index < candidates.length; index++) {
    const key = candidates[index] as VerificationKey;
    const cryptoKey = key.import(alg);
    // One after the other: a second key ends the search, and none is waited for twice. By then it answers at once.
    if (isPromise(cryptoKey)) return cryptoKey.then(() => findOnlyKey(candidates, alg, index, only));
    if (cryptoKey && only) return undefined;
    if (cryptoKey) only = { key, cryptoKey };
  }
  return only;
}
