import type { KeyRequest, KeySet, KeySource } from '../../../src/index.js';

type Answer = () => KeySet | Promise<KeySet>;

/** Passes questions on to a source, and can give the last answers again to somebody who was not there. */
export class RecordedKeys implements KeySource {
  readonly #source: KeySource;
  #current: Answer = neverAsked;
  #newer: Answer = neverAsked;

  constructor(source: KeySource) {
    this.#source = source;
    if (source.issuer !== undefined) this.issuer = source.issuer;
  }

  readonly issuer?: string;

  current(request: KeyRequest): KeySet | Promise<KeySet> {
    this.#current = recorded(() => this.#source.current(request));
    return this.#current();
  }

  newer(known: KeySet, request: KeyRequest): KeySet | Promise<KeySet> {
    this.#newer = recorded(() => this.#source.newer(known, request));
    return this.#newer();
  }

  refresh(): Promise<void> {
    return this.#source.refresh();
  }

  state() {
    return this.#source.state();
  }

  forget(): void {
    this.#current = neverAsked;
    this.#newer = neverAsked;
  }

  /** A source that holds what this one last answered, and knows nothing else. */
  replay(): KeySource {
    const current = this.#current;
    const newer = this.#newer;
    return {
      current: () => current(),
      newer: () => newer(),
      refresh: () => Promise.resolve(),
      state: () => this.state(),
    };
  }
}

function recorded(ask: Answer): Answer {
  try {
    const answer = ask();
    return () => answer;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** Asked by the one and not by the other: the comparison fails by it. */
function neverAsked(): never {
  throw new Error('the keys were not asked for');
}
