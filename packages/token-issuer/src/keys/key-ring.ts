import { generateSigningKey } from './signing-key.js';
import type { SigningAlgorithm, SigningKey } from './signing-key.js';

/** The keys of the issuer, by what they are for. */
export interface KeySet {
  /** Signs. */
  readonly current: SigningKey;
  /** Published, and signs from the next activation on. */
  readonly next?: SigningKey;
  /** Published, so that unexpired tokens stay valid; signs no more. */
  readonly previous?: SigningKey;
}

/** The published key ids, by what their keys are for. */
export interface KeyIds {
  readonly current: string;
  readonly next?: string;
  readonly previous?: string;
}

/** Changes of the signing keys while the issuer runs. Each is visible in the key set as soon as its promise settles. */
export interface IssuerKeys {
  /** The key ids as they are now. */
  ids(): KeyIds;
  /**
   * Publishes a new key that does not sign yet, so that verifiers can fetch it ahead of its use. Replaces
   * a key that is already staged.
   *
   * @param algorithm - Default: that of the current key.
   * @returns The new key id.
   */
  stage(algorithm?: SigningAlgorithm): Promise<string>;
  /**
   * Makes the staged key sign; the current key becomes the previous one, and an older one is dropped.
   *
   * @returns The id of the key that signs now.
   * @throws Error when no key is staged.
   */
  activate(): Promise<string>;
  /**
   * Signs with a new key at once, as Logto 1.37 does: a verifier meets a key id that it has never seen.
   * The current key becomes the previous one, and an older one is dropped with its unexpired tokens.
   *
   * @returns The id of the key that signs now.
   */
  rotate(algorithm?: SigningAlgorithm): Promise<string>;
  /**
   * Takes the previous key out of the key set: its unexpired tokens stop being valid.
   *
   * @returns The id of the withdrawn key, or undefined when there was none.
   */
  withdraw(): Promise<string | undefined>;
}

/**
 * The issuer's keys and their changes, one after the other.
 *
 * @param publish - Publishes a new set. Its failure is the failure of the change, which then did not happen.
 */
export function createKeyRing(initial: KeySet, publish: (keys: KeySet) => void): IssuerKeys {
  let keys = initial;
  let last: Promise<unknown> = Promise.resolve();

  // Two changes at the same time would each start from the same set, and one would be lost.
  function inTurn<T>(change: () => Promise<readonly [KeySet, T]>): Promise<T> {
    const turn = last.then(async () => {
      const [replacement, result] = await change();
      publish(replacement);
      keys = replacement;
      return result;
    });
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    ids: () => keyIds(keys),
    stage: (algorithm) =>
      inTurn(async () => {
        const next = await generateSigningKey(algorithm ?? keys.current.algorithm);
        return [{ ...keys, next }, next.kid];
      }),
    activate: () =>
      inTurn(async () => {
        if (keys.next === undefined) {
          throw new Error('There is no staged key to activate: call stage() first.');
        }
        return [{ current: keys.next, previous: keys.current }, keys.next.kid];
      }),
    rotate: (algorithm) =>
      inTurn(async () => {
        const current = await generateSigningKey(algorithm ?? keys.current.algorithm);
        const { next } = keys;
        return [{ current, previous: keys.current, ...(next === undefined ? {} : { next }) }, current.kid];
      }),
    withdraw: () =>
      inTurn(async () => {
        const { previous, ...rest } = keys;
        return [rest, previous?.kid];
      }),
  };
}

/** The keys in the order in which Logto publishes them. */
export function orderedKeys(keys: KeySet): readonly SigningKey[] {
  return [keys.current, keys.next, keys.previous].filter((key) => key !== undefined);
}

function keyIds(keys: KeySet): KeyIds {
  return {
    current: keys.current.kid,
    ...(keys.next === undefined ? {} : { next: keys.next.kid }),
    ...(keys.previous === undefined ? {} : { previous: keys.previous.kid }),
  };
}
