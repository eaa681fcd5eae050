import type { Refusal as RefusalError } from '@acme/token-core';
import type { ReportedPlace } from '@acme/token-core/explain';
import { keep, type KeptRefusal } from './refusal.js';

/** How many are kept: the newest. */
const MOST = 50;
/** How many are explained in a second, and how many of one kind. What comes beyond is counted. */
const EXPLAINED_A_SECOND = 50;
const OF_A_KIND_A_SECOND = 5;
const LONGEST_KIND = 120;

/** The last refusals. Bounded, whatever comes and however fast: 50 findings of a few kilobytes each. */
export class Refusals {
  readonly #now: () => number;
  readonly #kinds = new Map<string, number>();
  #kept: readonly KeptRefusal[] = [];
  #counted = 0;
  #lastId = 0;
  #second = 0;
  #explained = 0;

  /** @param now - Milliseconds since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Those that are kept, the newest first. */
  get newestFirst(): readonly KeptRefusal[] {
    return this.#kept;
  }

  /** How many came so fast that they were only counted. */
  get counted(): number {
    return this.#counted;
  }

  /** The one by this number, while it is kept. */
  find(id: number): KeptRefusal | undefined {
    return this.#kept.find((refusal) => refusal.id === id);
  }

  /** Those that came after the one by this number, the newest first. */
  after(id: number): readonly KeptRefusal[] {
    return this.#kept.filter((refusal) => refusal.id > id);
  }

  /** Notes a refusal or an outage. */
  note(error: RefusalError, place: ReportedPlace): void {
    const at = this.#now();
    if (this.#isTooFast(error, place, at)) {
      this.#counted += 1;
    } else {
      this.#lastId += 1;
      this.#kept = [{ ...keep(error, place, at), id: this.#lastId }, ...this.#kept.slice(0, MOST - 1)];
    }
  }

  #isTooFast(error: RefusalError, place: ReportedPlace, at: number): boolean {
    const second = Math.floor(at / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#explained = 0;
      this.#kinds.clear();
    }
    if (this.#explained >= EXPLAINED_A_SECOND) return true;
    const { method = place.request?.method, route } = place;
    const kind = `${String(method).slice(0, LONGEST_KIND)} ${String(route).slice(0, LONGEST_KIND)} ${error.reason}`;
    const known = this.#kinds.get(kind) ?? 0;
    // So that a flood of one kind does not hide the others.
    if (known >= OF_A_KIND_A_SECOND) return true;
    this.#kinds.set(kind, known + 1);
    this.#explained += 1;
    return false;
  }
}
