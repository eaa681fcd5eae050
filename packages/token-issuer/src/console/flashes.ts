import { randomBytes } from 'node:crypto';

import type { Html } from 'local-pages';

/** How many wait to be shown, and how long each may, in milliseconds. */
const MOST = 64;
const LONGEST_WAIT = 120_000;

/** What is shown once, on the page that a redirect leads to. */
export interface Flash {
  readonly said: Html | string;
  readonly lines?: string;
}

/** What waits to be shown. The address holds a name that works once, and never what is said: it may be a secret. */
export class Flashes {
  readonly #waiting = new Map<string, { readonly flash: Flash; readonly since: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @returns the name to take it by. */
  put(flash: Flash): string {
    const name = randomBytes(12).toString('base64url');
    this.#waiting.set(name, { flash, since: this.#now() });
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size <= MOST) break;
      this.#waiting.delete(oldest);
    }
    return name;
  }

  take(name: string): Flash | undefined {
    const waiting = this.#waiting.get(name);
    this.#waiting.delete(name);
    return waiting !== undefined && this.#now() - waiting.since <= LONGEST_WAIT ? waiting.flash : undefined;
  }
}
