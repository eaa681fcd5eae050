import { expectWholeNumber, YEAR } from '../access/expectation.js';
import { generateSigningKey } from './signing-key.js';
import type { SigningAlgorithm, SigningKey } from './signing-key.js';

/** The keys of the issuer, by what they are for. */
export interface KeySet {
  /** Signs. */
  readonly current: SigningKey;
  /** Published, and signs from the next activation on. */
  readonly next?: SigningKey;
  /** When the next one begins to sign by itself, in milliseconds since the epoch. Without it: when it is told to. */
  readonly activateAt?: number;
  /** Published, so that unexpired tokens stay valid; signs no more. */
  readonly previous?: SigningKey;
}

/** The published key ids, by what their keys are for. */
export interface KeyIds {
  /** The key that signs. */
  readonly current: string;
  /** The key that signs next, published beforehand; not there where nothing is planned. */
  readonly next?: string;
  /** The key that signed before, while its tokens may still live. */
  readonly previous?: string;
}

/** A published key, without its secret part. */
export interface KeyState {
  /** Its name in the key set. */
  readonly kid: string;
  /** What it signs with. */
  readonly algorithm: SigningAlgorithm;
  /** What it is for. */
  readonly status: keyof KeyIds;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Of the next key: when it begins to sign by itself, in milliseconds since the epoch. */
  readonly activateAt?: number;
}

/** Changes of the signing keys while the issuer runs. Each is visible in the key set as soon as its promise settles. */
export interface IssuerKeys {
  /** The key ids as they are now. */
  ids(): KeyIds;
  /** The keys as they are now: the next one, the current one and the previous one. */
  states(): readonly KeyState[];
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
   * Signs with a new key at once, as Logto does: a verifier meets a key id that it has never seen.
   * The current key becomes the previous one, and an older one is dropped with its unexpired tokens.
   *
   * @param gracePeriod - Seconds for which the new key is published and does not sign yet, as with Logto 1.42's
   *   `rotationGracePeriod`: a whole number, at most a year. A key that is already staged is replaced. Default 0.
   * @returns The id of the new key.
   * @throws TypeError (as a rejection) for another grace period.
   */
  rotate(algorithm?: SigningAlgorithm, gracePeriod?: number): Promise<string>;
  /**
   * Takes the previous key out of the key set: its unexpired tokens stop being valid.
   *
   * @returns The id of the withdrawn key, or undefined when there was none.
   */
  withdraw(): Promise<string | undefined>;
}

/** The issuer's keys, and their clock. */
export interface KeyRing extends IssuerKeys {
  /** Lets a staged key sign whose time has come. To be called before keys are used. */
  activateDue(): void;
}

/**
 * The issuer's keys and their changes. A set is made from the one before and published in one step, without
 * anything in between, so that of two changes at the same time none is lost.
 *
 * @param publish - Publishes a new set. When it throws, the change did not happen.
 */
export function createKeyRing(
  initial: KeySet,
  publish: (keys: KeySet) => void,
  now: () => number = Date.now,
): KeyRing {
  let keys = initial;

  function change(replacement: KeySet): void {
    publish(replacement);
    keys = replacement;
  }

  /** Publishes a key that does not sign yet; the one that was staged before is gone with its moment. */
  function stageKey(next: SigningKey, activateAt?: number): void {
    const { current, previous } = keys;
    change({
      current,
      next,
      ...(previous === undefined ? {} : { previous }),
      ...(activateAt === undefined ? {} : { activateAt }),
    });
  }

  return {
    ids: () => keyIds(keys),
    states: () => keyStates(keys),
    activateDue() {
      const { current: previous, next: current, activateAt } = keys;
      if (current !== undefined && activateAt !== undefined && activateAt <= now()) {
        change({ current, previous });
      }
    },
    async stage(algorithm) {
      const next = await generateSigningKey(algorithm ?? keys.current.algorithm, now());
      stageKey(next);
      return next.kid;
    },
    async activate() {
      const { current: previous, next: current } = keys;
      if (current === undefined) throw new Error('There is no staged key to activate: call stage() first.');
      change({ current, previous });
      return current.kid;
    },
    async rotate(algorithm, gracePeriod) {
      const bounds = { min: 0, max: YEAR, unit: 'seconds' };
      const grace = expectWholeNumber('gracePeriod', gracePeriod, bounds, 0);
      const current = await generateSigningKey(algorithm ?? keys.current.algorithm, now());
      if (grace > 0) {
        stageKey(current, now() + grace * 1000);
        return current.kid;
      }
      const { current: previous, previous: _dropped, ...staged } = keys;
      change({ ...staged, current, previous });
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

function keyStates({ next, current, previous, activateAt }: KeySet): readonly KeyState[] {
  const staged = next && {
    ...describeKey(next, 'next'),
    ...(activateAt === undefined ? {} : { activateAt }),
  };
  const states = [staged, describeKey(current, 'current'), previous && describeKey(previous, 'previous')];
  return states.filter((state) => state !== undefined);
}

function describeKey({ kid, algorithm, createdAt }: SigningKey, status: KeyState['status']): KeyState {
  return { kid, algorithm, status, createdAt };
}

function keyIds(keys: KeySet): KeyIds {
  return {
    current: keys.current.kid,
    ...(keys.next === undefined ? {} : { next: keys.next.kid }),
    ...(keys.previous === undefined ? {} : { previous: keys.previous.kid }),
  };
}
