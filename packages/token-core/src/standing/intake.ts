import { monotonicNow } from './clock.js';
import { type CutOff, type Kind, kindsOf, type ReadCutOff, readStored, writtenForm } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { Answer } from './answer.js';
import type { HeldCutOffs } from './held.js';
import type { Moments, Placed, Window } from './moments.js';
import type { StandingSettings } from './options.js';

/** The greatest tolerance that a verifier may have: so much longer than it lives a token may be accepted. Seconds. */
const LONGEST_TOLERANCE = 60;

/** Seconds after which a cut-off has no token left to refuse. */
export function lifeOf({ longestTokenLife }: Pick<StandingSettings, 'longestTokenLife'>): number {
  return longestTokenLife + LONGEST_TOLERANCE;
}

/** Takes cut-offs in, whoever says them: places them among the moments, and makes room at the bound. */
export class Intake {
  readonly #settings: StandingSettings;
  readonly #held: HeldCutOffs;
  readonly #moments: Moments;
  readonly #tell: (event: StandingEvent) => void;
  /** Sets of members that were looked at: whether a token can be asked for them. */
  readonly #told = new Set<number>();

  constructor(
    settings: StandingSettings,
    held: HeldCutOffs,
    moments: Moments,
    tell: (event: StandingEvent) => void,
  ) {
    this.#settings = settings;
    this.#held = held;
    this.#moments = moments;
    this.#tell = tell;
  }

  /**
   * Takes one that is said here.
   *
   * @returns what a store should be told.
   * @throws TypeError for one that no token can be compared with.
   */
  takeHere(cutOff: ReadCutOff): readonly CutOff[] {
    const [unknown] = this.#unknownKinds(cutOff.mask);
    if (unknown !== undefined) {
      throw new TypeError(
        `claims.${unknown}: expected where it stands in a token, since a cut-off names it, found nothing`,
      );
    }
    const window = this.#moments.window();
    const placed = this.#place(cutOff, window);
    const isNews = this.#add(placed, false);
    const fold = this.#makeRoom();
    if (isNews) this.#tell({ type: 'heard', added: 1, held: this.#held.size });
    return [placed.cutOff, ...fold].map((each) => this.#writtenForm(each));
  }

  /**
   * Takes what a store said.
   *
   * @returns what the store should be told: after a whole answer everything that it does not have.
   */
  takeAnswer({ records, isWhole }: Answer): readonly CutOff[] {
    if (isWhole) this.#held.beginAnswer();
    const window = this.#moments.window();
    let [added, unreadable] = [0, 0];
    for (const record of records) {
      const cutOff = readStored(record);
      if (cutOff === undefined) {
        unreadable += 1;
        continue;
      }
      this.#noteUnknown(cutOff);
      if (this.#add(this.#place(cutOff, window), true)) added += 1;
    }
    const fold = this.#makeRoom();
    if (unreadable > 0) this.#tell({ type: 'unreadable', records: unreadable });
    if (added > 0) this.#tell({ type: 'heard', added, held: this.#held.size });
    const unsaid = isWhole ? [...this.#held.missing()] : fold;
    return unsaid.filter((each) => !this.#isOver(each, window)).map((each) => this.#writtenForm(each));
  }

  /** Whether it has no token left to refuse, so that a store has forgotten it. Here a wrong clock must not forget it. */
  #isOver({ before }: ReadCutOff, { earliest }: Window): boolean {
    return before + lifeOf(this.#settings) < earliest;
  }

  #place(cutOff: ReadCutOff, window: Window): Placed {
    const placed = this.#moments.place(cutOff, window);
    const { ahead } = placed;
    if (ahead > 0) this.#tell({ type: 'from_the_future', ahead, kinds: kindsOf(cutOff.mask) });
    return placed;
  }

  #add({ cutOff, settleFor }: Placed, isStored: boolean): boolean {
    return this.#held.add(cutOff, monotonicNow(), isStored, settleFor);
  }

  /** @returns what the fold became, where there was one. */
  #makeRoom(): readonly ReadCutOff[] {
    if (!this.#held.isOver) return [];
    const at = monotonicNow();
    this.#held.end(at);
    if (!this.#held.isOver) return [];
    const { cutOffs, before } = this.#held.fold(at);
    this.#tell({ type: 'folded', cutOffs, before });
    return [{ mask: 0, key: '', before, isHere: false }];
  }

  #unknownKinds(mask: number): readonly Kind[] {
    return kindsOf(mask).filter((kind) => !this.#settings.facts.knows(kind));
  }

  #noteUnknown({ mask }: ReadCutOff): void {
    if (this.#told.has(mask)) return;
    this.#told.add(mask);
    const kinds = this.#unknownKinds(mask);
    if (kinds.length > 0) this.#tell({ type: 'cannot_match', kinds });
  }

  #writtenForm(cutOff: ReadCutOff): CutOff {
    return writtenForm(cutOff, cutOff.before + Math.ceil(lifeOf(this.#settings)));
  }
}
