import { createHash } from 'node:crypto';

import type { Storage } from '../storage/storage.js';
import type { AccessState } from './build.js';
import type { AccessModel } from './model.js';
import { writeModel } from './written.js';

export const ACCESS = 'access';
/** How long changes are gathered, in milliseconds: the whole model is written at once. */
const GATHERING = 100;
/** After how long a write that failed is tried again, in milliseconds. */
const AGAIN = 1000;

/** The access model as the storage keeps it. */
interface Kept {
  /** Of the model that the issuer was started with: when that is another one, what is kept no longer counts. */
  readonly base: string;
  readonly model: AccessModel;
}

/** Keeps run-time changes of the access model in the storage. */
export interface KeptAccess {
  /** The given model with its changes that were kept; undefined when there are none, or they are another model's. */
  restore(given: AccessModel): AccessModel | undefined;
  /** Keeps the things, as changes of the given model: soon, so that a thousand changes are not written a thousand times. */
  keep(given: AccessModel, state: AccessState): void;
  /** Writes at once what was to be kept soon; from then on nothing is kept. */
  end(): void;
  /** Whether changes of another model are kept: they do not count, and the next change takes their place. */
  isOf(given: AccessModel): 'this' | 'another' | 'none';
  /** Forgets what was kept. */
  forget(): void;
}

/**
 * The run-time changes that a storage keeps. They count as long as the issuer is started with the same model;
 * an edited one takes their place.
 *
 * @param onError - Told of every write that failed: the changes stay, and it is tried again.
 */
export function createKeptAccess(storage: Storage, onError: (error: unknown) => void): KeptAccess {
  let pending: (() => void) | undefined;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;

  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
    pending = undefined;
  }

  function flush(): void {
    const write = pending;
    cancel();
    write?.();
  }

  function gather(): void {
    const write = pending;
    try {
      flush();
    } catch (error) {
      // A locked file or a full disk may be over soon: nothing is lost, and the process goes on.
      pending = write;
      timer = setTimeout(gather, AGAIN).unref();
      onError(error);
    }
  }

  return {
    restore(given) {
      const text = storage.setting(ACCESS);
      if (text === undefined || text === '') return undefined;
      const kept = JSON.parse(text) as Kept;
      if (kept.base !== fingerprint(given)) return undefined;
      // A function cannot be kept; it is the given model's.
      const { customClaims } = given;
      return { ...kept.model, ...(customClaims === undefined ? {} : { customClaims }) };
    },
    keep(given, state) {
      // Nobody would ever read it.
      if (!storage.isLasting || hasEnded) return;
      pending = () => {
        const kept: Kept = { base: fingerprint(given), model: writeModel(state, undefined, 'kept') };
        storage.setSetting(ACCESS, JSON.stringify(kept));
      };
      timer ??= setTimeout(gather, GATHERING).unref();
    },
    end() {
      hasEnded = true;
      flush();
    },
    isOf(given) {
      const text = storage.setting(ACCESS);
      if (text === undefined || text === '') return 'none';
      return (JSON.parse(text) as Kept).base === fingerprint(given) ? 'this' : 'another';
    },
    forget() {
      cancel();
      storage.setSetting(ACCESS, '');
    },
  };
}

/** What a storage keeps, whoever's model it belongs to; undefined when nothing was changed. */
export function readKeptModel(storage: Storage): AccessModel | undefined {
  const text = storage.setting(ACCESS);
  return text === undefined || text === '' ? undefined : (JSON.parse(text) as Kept).model;
}

export function fingerprint(model: AccessModel): string {
  return createHash('sha256').update(JSON.stringify(model)).digest('base64url');
}
