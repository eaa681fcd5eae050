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
 * The issuer's keys and their changes. A set is made from the one before and published in one step, without
 * anything in between, so that of two changes at the same time none is lost.
 *
 * @param publish - Publishes a new set. When it throws, the change did not happen.
 */
export function createKeyRing(initial: KeySet, publish: (keys: KeySet) => void): IssuerKeys {
  let keys = initial;

  function change(replacement: KeySet): void {
    publish(replacement);
    keys = replacement;
  }

  return {
    ids: () => keyIds(keys),
    async stage(algorithm) {
      const next = await generateSigningKey(algorithm ?? keys.current.algorithm);
      change({ ...keys, next });
      return next.kid;
    },
    async activate() {
      const { current: previous, next: current } = keys;
      if (current === undefined) throw new Error('There is no staged key to activate: call stage() first.');
      change({ current, previous });
      return current.kid;
    },
    async rotate(algorithm) {
      const current = await generateSigningKey(algorithm ?? keys.current.algorithm);
      const { current: previous, next } = keys;
      change({ current, previous, ...(next === undefined ? {} : { next }) });
      return current.kid;
    },
    async withdraw() {
      const { previous, ...rest } = keys;
      change(rest);
      return previous?.kid;
    },
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
