/** What the cache has to know of an entry. What else is in it is its owner's, so that a hit reads one object. */
export interface CacheEntry {
  /** The exact text that the entry belongs to: a token. */
  readonly text: string;
  /** The cache's own: where it stands. */
  place: number;
  /** The cache's own: whether it was found since it was last its turn to be forgotten. */
  isUsed: boolean;
}

/**
 * A text of one piece. V8 keeps the whole header alive behind a part of it, and one that was put together from parts is compared
 * slowly: at every hit a fifth of all that a known token costs. Joining writes a new text, in half the time of encoding and decoding.
 */
export function copyText(text: string): string {
  return text.split('.').join('.');
}

/** How many characters at a text's end find its entry in the map: 48 bits of a signature. */
const ENDING = 8;

/**
 * A bounded map. An entry belongs to one exact text: what is found is compared with the whole of it, every time.
 *
 * Where to look is told by the last characters, the random end of a signature, since a map hashes every character of
 * a text it has not seen before, and the text of every request is new. Two texts whose endings make one number are no more
 * than two that take turns in one place.
 *
 * A full one forgets who came first, but whoever was used since it was last that one's turn stays for another round. The exact order
 * of use would be written anew by every hit, all over memory, and needs numbers for every place beforehand: 8 kB a verifier.
 */
export class TokenCache<E extends CacheEntry> {
  readonly #limit: number;
  readonly #entries = new Map<number, E>();
  readonly #places: E[] = [];
  /** Whose turn it is. */
  #turn = 0;

  /** @param limit - How many entries, at least 1. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(text: string): E | undefined {
    const entry = this.#entries.get(endingOf(text));
    if (entry?.text !== text) return undefined;
    entry.isUsed = true;
    return entry;
  }

  /** Takes an entry in, instead of one whose text ends alike or of one that is forgotten. */
  set(entry: E): void {
    const ending = endingOf(entry.text);
    entry.place = this.#entries.get(ending)?.place ?? this.#freePlace();
    this.#entries.set(ending, entry);
    this.#places[entry.place] = entry;
  }

  #freePlace(): number {
    if (this.#places.length < this.#limit) return this.#places.length;
    for (;;) {
      const place = this.#turn;
      this.#turn = (place + 1) % this.#limit;
      const first = this.#places[place] as E;
      if (!first.isUsed) {
        this.#entries.delete(endingOf(first.text));
        return place;
      }
      first.isUsed = false;
    }
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
