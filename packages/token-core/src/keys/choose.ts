import { InvalidTokenError } from '../errors.js';
import type { JudgedHeader } from '../token/header.js';
import { askCurrent, askHeld, askNewer, askReplaced } from './ask.js';
import type { VerificationKey } from './jwk.js';
import type { UsableKeys } from './key-set.js';
import type { KeyRequest, KeySource } from './source.js';

/** The one key that a token may be verified with, and the set it was found in. */
export interface ChosenKey {
  readonly key: VerificationKey;
  readonly cryptoKey: CryptoKey;
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
export async function findVerifyingKey(
  source: KeySource,
  header: JudgedHeader,
  request: KeyRequest,
  verifies: (key: CryptoKey) => boolean | Promise<boolean>,
): Promise<ChosenKey> {
  const chosen = await chooseKey(source, header, request);
  if (await verifies(chosen.cryptoKey)) return chosen;
  const replaced = await chooseReplaced(source, header, request, chosen);
  if (replaced !== undefined && (await verifies(replaced.cryptoKey))) return replaced;
  throw new InvalidTokenError('signature', { check: 'signature', found: header.kid });
}

async function chooseReplaced(
  source: KeySource,
  { alg, kid, profile }: JudgedHeader,
  request: KeyRequest,
  before: ChosenKey,
): Promise<ChosenKey | undefined> {
  if (request.unverified?.().isOurs === false) return undefined;
  const set = await askReplaced(source, before.set, request);
  // Stryker disable next-line ConditionalExpression: the same set has the same key, and that is no other one.
  if (set === before.set) return undefined;
  const chosen = await findOnlyKey(set.candidates(kid, alg, profile), alg);
  return chosen === undefined || chosen.key.material === before.key.material ? undefined : { ...chosen, set };
}

async function chooseKey(source: KeySource, header: JudgedHeader, request: KeyRequest): Promise<ChosenKey> {
  const { alg, kid, profile } = header;
  const current = askCurrent(source, request);
  const known = current instanceof Promise ? await current : current;
  const set = wantsNewer(known, header, request) ? await askNewer(source, known, request) : known;

  const candidates = set.candidates(kid, alg, profile);
  const chosen = await findOnlyKey(candidates, alg);
  if (chosen === undefined) {
    throw new InvalidTokenError('unknown_key', {
      check: candidates.length > 1 ? 'twins' : set.padded.has(kid) ? 'padded' : 'kid',
      expected: set.usable,
      found: kid,
    });
  }
  return { ...chosen, set };
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
  if (held !== undefined && !wantsNewer(held, header, request)) return undefined;
  const answer = held === undefined ? askCurrent(source, request) : askNewer(source, held, request);
  return answer instanceof Promise ? answer : undefined;
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
async function findOnlyKey(
  candidates: readonly VerificationKey[],
  alg: string,
): Promise<Omit<ChosenKey, 'set'> | undefined> {
  let only: Omit<ChosenKey, 'set'> | undefined;
  for (const key of candidates) {
    const imported = key.import(alg);
    // One after the other: a second key ends the search, and none is waited for twice.
    const cryptoKey = imported instanceof Promise ? await imported : imported;
    if (cryptoKey === undefined) continue;
    if (only !== undefined) return undefined;
    only = { key, cryptoKey };
  }
  return only;
}
