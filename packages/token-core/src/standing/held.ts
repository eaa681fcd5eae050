import { type Kind, kindsOf, keyOf, type ReadCutOff } from './cut-off.js';
import type { StandingFacts } from './facts.js';

/** One cut-off in force. Whole numbers all: a million of them are held. */
interface Entry {
  /** Seconds since the epoch. */
  before: number;
  /** Until then a match is not told to refresh: milliseconds of the clock that only runs forward. */
  settles: number;
  /** From then on it has no token left to refuse, by the same clock. */
  ends: number;
  isHere: boolean;
  /** The last whole answer of the store that had it. */
  seenIn: number;
}

/** The cut-offs that name the same members. */
interface Table {
  readonly mask: number;
  readonly kinds: readonly Kind[];
  readonly entries: Map<string, Entry>;
}

/** How a token stands: `settling` for one that is cut off, and whose client should not refresh yet. */
export type Verdict = 'stands' | 'settling' | 'revoked';

/** How long a match is answered "come again" before "refresh", in milliseconds: from the server's moment, and from ours. */
const SETTLE = 1000;
const SETTLE_HERE = 2000;

/** What was folded. */
export interface Fold {
  readonly cutOffs: number;
  readonly before: number;
}

/**
 * The cut-offs that are in force on this machine, by what they name: a token costs one look-up for each set of members that
 * some cut-off names, whether there are ten or a million. Times are those of a clock that only runs forward; moments in a
 * token are compared with moments of the same authorization server, and with no clock here.
 */
export class HeldCutOffs {
  readonly #life: number;
  readonly #most: number;
  readonly #tables: Table[] = [];
  #count = 0;
  #epoch = 0;
  #answer = 0;

  /**
   * @param life - Milliseconds after which a cut-off has no token left to refuse.
   * @param most - How many are held.
   */
  constructor(life: number, most: number) {
    this.#life = life;
    this.#most = most;
  }

  get size(): number {
    return this.#count;
  }

  /** Another number whenever a token that stood may not stand any more. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Begins a whole answer of the store: what it does not name is {@link missing} from it. */
  beginAnswer(): void {
    this.#answer += 1;
  }

  /**
   * Takes a cut-off in. One that is held already, or says less than what is held, is no news: when this machine first heard
   * of it stays.
   *
   * @param settleFor - Milliseconds more than usual before a match is told to refresh.
   * @returns whether it is news.
   */
  add(cutOff: ReadCutOff, at: number, fromStore: boolean, settleFor = 0): boolean {
    const { mask, key, before, isHere } = cutOff;
    // What cuts off everyone says the same of each, and did so before.
    if (mask !== 0 && before <= this.#everyone()) return false;
    const { entries } = this.#tableOf(mask);
    const entry = entries.get(key);
    const seenIn = fromStore ? this.#answer : 0;
    if (entry !== undefined && entry.before >= before) {
      if (fromStore && entry.before === before) entry.seenIn = seenIn;
      return false;
    }
    const settles = Math.ceil(at + settleFor + (isHere ? SETTLE_HERE : SETTLE));
    const ends = Math.ceil(at + settleFor + this.#life);
    if (entry === undefined) this.#count += 1;
    // Put last, so that a table begins with what was heard first.
    else entries.delete(key);
    entries.set(key, { before, settles: Math.max(settles, entry?.settles ?? 0), ends, isHere, seenIn });
    this.#epoch += 1;
    return true;
  }

  /** Looks whether a token is cut off. Whatever is not settled yet goes before what is. */
  judge({ issuedAt, texts }: StandingFacts, at: number): Verdict {
    // A part of a second belongs to it: what was issued in the second of the event may be older than the event.
    const second = Math.floor(issuedAt);
    let verdict: Verdict = 'stands';
    for (const { kinds, entries } of this.#tables) {
      for (const key of keysOf(kinds, texts)) {
        const entry = entries.get(key);
        // Negated, so that a moment that is no number is cut off.
        if (entry === undefined || second > entry.before) continue;
        if (at < entry.settles) return 'settling';
        verdict = 'revoked';
      }
    }
    return verdict;
  }

  /** Lets go of what has no token left to refuse. Cheap where there is none. */
  end(at: number): void {
    for (const { entries } of this.#tables) {
      for (const [key, { ends }] of entries) {
        if (at < ends) break;
        entries.delete(key);
        this.#count -= 1;
      }
    }
  }

  /** Whether more are held than there should be. */
  get isOver(): boolean {
    return this.#count > this.#most;
  }

  /**
   * Makes room: the cut-offs with the earliest moments become one that cuts off everyone's tokens up to the last of these
   * moments. Nothing is dropped, and what is refused besides is old.
   */
  fold(at: number): Fold {
    const moments = new Float64Array(this.#count);
    let index = 0;
    for (const { entries } of this.#tables)
      for (const { before } of entries.values()) moments[index++] = before;
    moments.sort();
    // A tenth more than has to go, so that the next one does not fold again.
    const going = Math.min(this.#count, this.#count - this.#most + Math.ceil(this.#most / 10));
    const before = moments[going - 1] as number;
    let [cutOffs, settles, isHere] = [0, 0, false];
    for (const { mask, entries } of this.#tables) {
      if (mask === 0) continue;
      for (const [key, entry] of entries) {
        if (entry.before > before) continue;
        entries.delete(key);
        cutOffs += 1;
        settles = Math.max(settles, entry.settles);
        isHere ||= entry.isHere;
      }
    }
    this.#count -= cutOffs;
    this.#widen({ before, settles, ends: Math.ceil(at + this.#life), isHere, seenIn: 0 });
    return { cutOffs, before };
  }

  /** What the last whole answer of the store did not name. */
  *missing(): Iterable<ReadCutOff> {
    for (const { mask, entries } of this.#tables) {
      for (const [key, { before, isHere, seenIn }] of entries)
        if (seenIn !== this.#answer) yield { mask, key, before, isHere };
    }
  }

  /** Up to which second everyone is cut off. */
  #everyone(): number {
    return this.#tables.find(({ mask }) => mask === 0)?.entries.get('')?.before ?? -Infinity;
  }

  /** What becomes everyone's was heard before: nobody is asked to come again for it. */
  #widen(entry: Entry): void {
    const { entries } = this.#tableOf(0);
    const there = entries.get('');
    if (there !== undefined && there.before >= entry.before) return;
    if (there === undefined) this.#count += 1;
    entries.set('', { ...entry, settles: Math.max(entry.settles, there?.settles ?? 0) });
    this.#epoch += 1;
  }

  #tableOf(mask: number): Table {
    const table = this.#tables.find((each) => each.mask === mask);
    if (table !== undefined) return table;
    const added = { mask, kinds: kindsOf(mask), entries: new Map<string, Entry>() };
    this.#tables.push(added);
    return added;
  }
}

const EVERYONE: readonly string[] = [''];
const NONE: readonly string[] = [];

/** Under which texts a token is looked up among the cut-offs that name these members. */
function keysOf(kinds: readonly Kind[], texts: StandingFacts['texts']): readonly string[] {
  const [kind, ...others] = kinds;
  if (kind === undefined) return EVERYONE;
  if (others.length === 0) return listOf(texts[kind]);
  let combined: (readonly string[])[] = [[]];
  for (const each of kinds) {
    const values = listOf(texts[each]);
    combined = combined.flatMap((before) => values.map((value) => [...before, value]));
  }
  return combined.map((each) => keyOf(each));
}

function listOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return NONE;
  return typeof value === 'string' ? [value] : value;
}
