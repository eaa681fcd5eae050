import type { TokenRequest } from './request.js';

/** How many are kept: the newest. */
const MOST = 200;

/** A token request that is kept, and its number. */
export interface KeptRequest extends TokenRequest {
  readonly id: number;
}

/** The last token requests. Bounded, whatever comes: 200 of a kilobyte or so. */
export class TokenLog {
  #kept: readonly KeptRequest[] = [];
  #lastId = 0;

  note(request: TokenRequest): void {
    this.#lastId += 1;
    this.#kept = [{ ...request, id: this.#lastId }, ...this.#kept.slice(0, MOST - 1)];
  }

  /** Those that are kept, the newest first. */
  get newestFirst(): readonly KeptRequest[] {
    return this.#kept;
  }

  /** Those that came after the one by this number, the newest first. */
  after(id: number): readonly KeptRequest[] {
    return this.#kept.filter((request) => request.id > id);
  }
}
