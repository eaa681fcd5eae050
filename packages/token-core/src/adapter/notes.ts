import { isObject } from '../json.js';

/** What is remembered of objects that belong to somebody else, such as the requests of a framework. */
export interface Notes<K extends object, T> {
  /** `undefined` where nothing was noted, and for what is no object. */
  get(object: K): T | undefined;
  /** Replaces what was noted before, which takes longer than a first note. */
  set(object: K, value: T): void;
}

/** Gives its object back, so that a class which extends it puts its private members there. */
class Given {
  constructor(object: object) {
    return object;
  }
}

/**
 * Notes on objects, as a `WeakMap` keeps them: nobody else sees one, and it goes with its object. At every request a `WeakMap` costs the
 * garbage collector more than all else that is done for a known token; a private member costs it nothing.
 *
 * @example
 * const tokens = createNotes<Request, VerifiedToken>();
 * tokens.set(request, token);
 */
export function createNotes<K extends object, T>(): Notes<K, T> {
  class Note extends Given {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static get(object: unknown): T | undefined {
      return isObject(object) && #value in object ? object.#value : undefined;
    }

    static set(object: object, value: T): void {
      // Not asked beforehand: V8 says slowly that a private member is not there, and never gives one twice.
      try {
        void new Note(object, value);
      } catch {
        (object as Note).#value = value;
      }
    }
  }
  return Note;
}
