/** What the cache has to know of an entry. What else is in it is its owner's, so that a hit reads one object. */
export interface CacheEntry {
  /** The exact text that the entry belongs to: a token. */
  readonly text: string;
  /** The cache's own: where the entry stands in the order of use. */
  place: number;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * A text of one piece. V8 keeps the whole header alive behind a part of it, and one that was put together from parts is compared
 * slowly: at every hit a fifth of all that a known token costs.
 */
export function copyText(text: string): string {
  return decoder.decode(encoder.encode(text));
}

/** How many characters at a text's end find its entry in the map: 48 bits of a signature. */
const ENDING = 8;

/** Between the newest and the oldest, which makes the order a ring without an end to look out for. */
const ANCHOR = 0;

/**
 * A bounded map that forgets the least recently used first. An entry belongs to one exact text: what is found is
 * compared with the whole of it, every time.
 *
 * Where to look is told by the last characters, the random end of a signature, since a map hashes every character of
 * a text it has not seen before, and the text of every request is new. Two texts whose endings make one number are no more
 * than two that take turns in one place.
 *
 * The order of use is kept in numbers beside each other. Entries that know their neighbours would keep it as well, but
 * a hit would write into four of them, all over memory: between two requests the processor has forgotten them.
 */
export class TokenCache<E extends CacheEntry> {
  readonly #entries = new Map<number, E>();
  /** By place; nothing stands at the anchor. */
  readonly #standing: (E | undefined)[] = [undefined];
  readonly #older: Int32Array;
  readonly #newer: Int32Array;

  /** @param limit - How many entries, at least 1. */
  constructor(limit: number) {
    this.#older = new Int32Array(limit + 1);
    this.#newer = new Int32Array(limit + 1);
  }

  get(text: string): E | undefined {
    const entry = this.#entries.get(endingOf(text));
    if (entry?.text !== text) return undefined;
    this.#unlink(entry.place);
    this.#link(entry.place);
    return entry;
  }

  /** Takes an entry in as the one that was used last, instead of one whose text ends alike or of the oldest. */
  set(entry: E): void {
    const ending = endingOf(entry.text);
    const before = this.#entries.get(ending);
    const leaving = before ?? this.#oldest();
    if (leaving !== undefined) {
      this.#entries.delete(endingOf(leaving.text));
      this.#unlink(leaving.place);
    }
    entry.place = leaving?.place ?? this.#standing.length;
    this.#entries.set(ending, entry);
    this.#standing[entry.place] = entry;
    this.#link(entry.place);
  }

  /** The least recently used, once all places are taken. */
  #oldest(): E | undefined {
    const isFull = this.#standing.length === this.#newer.length;
    return isFull ? this.#standing[this.#newer[ANCHOR] as number] : undefined;
  }

  #unlink(place: number): void {
    const older = this.#older[place] as number;
    const newer = this.#newer[place] as number;
    this.#newer[older] = newer;
    this.#older[newer] = older;
  }

  /** Puts a place between the newest and the anchor. */
  #link(place: number): void {
    const newest = this.#older[ANCHOR] as number;
    this.#older[place] = newest;
    this.#newer[place] = ANCHOR;
    this.#newer[newest] = place;
    this.#older[ANCHOR] = place;
  }
}

/** The ending as one number of 32 bits: a map hashes and compares a number at once. */
function endingOf(text: string): number {
  let number = 0;
  for (let index = text.length - ENDING; index < text.length; index++) {
    number = (Math.imul(number, 31) + text.charCodeAt(index)) | 0;
  }
  return number;
}
