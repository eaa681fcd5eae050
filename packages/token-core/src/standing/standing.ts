import { InvalidTokenError, StandingUnavailableError } from '../errors.js';
import { own } from '../json.js';
import type { VerifiedToken } from '../token/verified-token.js';
import { monotonicNow } from './clock.js';
import {
  checkCutOff,
  checkMatch,
  type CutOff,
  type CutOffMatch,
  type Kind,
  kindsOf,
  type ReadCutOff,
  readStored,
  writtenForm,
} from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { StandingClaims } from './facts.js';
import { type Answer, Hearing } from './hearing.js';
import { HeldCutOffs } from './held.js';
import { Moments, type Placed, type Window } from './moments.js';
import { readStandingOptions, type StandingOptions, type StandingSettings } from './options.js';
import { tellStanding } from './report.js';
import type { KeepWork, StandingContext, StandingJudge, StandingSource } from './source.js';

/** How a standing does at one moment, for a health page. */
export interface StandingState {
  /** `heard`: by its store, lately, or without one. `stale`: too long ago. `unloaded`: never yet. */
  readonly status: 'heard' | 'stale' | 'unloaded';
  /** Seconds since what was heard last was so; `undefined` without a store, and before the first answer. */
  readonly age: number | undefined;
  /** How many cut-offs are held. */
  readonly cutOffs: number;
  /** Whether the last read of the store failed. */
  readonly isFailing: boolean;
}

/** Whether tokens that are genuine still stand. One serves every verifier of an API. */
export interface Standing extends StandingSource {
  /** Where it finds roles, grants and sessions in a token: its option, for whoever feeds it. */
  readonly claims: StandingClaims;
  /**
   * Refuses the tokens that match and were issued in the second `before` or earlier. In force here when this returns; what a
   * store does with it is awaited.
   *
   * @returns whether every machine can hear it: `false` while a shared store did not take it, which is written again.
   * @throws TypeError (as a rejection) that names the member that is wrong.
   * @example
   * await standing.cutOff({ match: { sub: 'user-1' }, before: Date.parse(event.createdAt) / 1000 });
   */
  cutOff(cutOff: CutOff): Promise<boolean>;
  /**
   * The same by hand, for now: the moment by the clock of the authorization server as its last answer with keys showed it, at
   * its latest.
   *
   * @throws TypeError (as a rejection) that names the member that is wrong.
   * @example
   * await standing.revoke({ session: 'session-1' });
   */
  revoke(match: CutOffMatch): Promise<boolean>;
  /** How it does, for a health page or a log. Nothing in it is secret. */
  state(): StandingState;
  /** Stops listening, and closes the store. What is held still holds. */
  close(): Promise<void>;
}

/**
 * Makes what a verifier asks whether a token still stands (its option `standing`). Does nothing on the network until the first
 * token, or `ready()`.
 *
 * @throws TypeError that names the option that is wrong; there is no default for `longestTokenLife`, nor for `whenUnknown`
 *   with a store that is shared.
 * @example
 * const standing = createStanding({ longestTokenLife: 3600 });
 * const verifier = createVerifier({ issuer, resource: products, standing });
 */
export function createStanding(options: StandingOptions): Standing {
  const standing = new Judged(readStandingOptions(options));
  return Object.freeze({
    claims: Object.freeze({ ...options.claims }),
    cutOff: async (cutOff: CutOff) => standing.take(checkCutOff(cutOff)),
    revoke: async (match: CutOffMatch) => standing.takeNow(match),
    forVerifier: (context: StandingContext) => standing.forVerifier(context),
    ready: () => standing.ready(),
    state: () => standing.state(),
    close: () => standing.close(),
  });
}

/** Ways to say that nothing is told to be waited for. */
const SOON = 1;

class Judged {
  readonly #settings: StandingSettings;
  readonly #held: HeldCutOffs;
  readonly #moments: Moments;
  readonly #hearing: Hearing | undefined;
  /** Kinds that were told to match nothing. */
  readonly #untold = new Set<Kind>();
  #isAccepting = false;

  constructor(settings: StandingSettings) {
    const { store, readEvery, maxStaleness } = settings;
    this.#settings = settings;
    this.#moments = new Moments(settings.now);
    this.#held = new HeldCutOffs(settings.life + LONGEST_TOLERANCE, settings.maxCutOffs);
    if (store === undefined) this.#tell({ type: 'one_process' });
    else {
      const [take, tell] = [this.#takeAnswer, this.#tell];
      this.#hearing = new Hearing({ store, readEvery, maxStaleness, take, tell });
    }
  }

  forVerifier(context: StandingContext): StandingJudge {
    this.#moments.add(context);
    const tolerance = context.clockTolerance * 1000;
    return {
      judge: (token, seen, now, keep, mayWait) => {
        judgeIssued(token, now, tolerance);
        if (seen === undefined) this.#judgeLife(token);
        return this.#judge(token, seen, keep, mayWait);
      },
      hear: async (keep) => {
        const at = monotonicNow();
        if (this.#hearing?.isHeard(at, keep) === false) await this.#hearing.wait(at);
      },
    };
  }

  #judge(
    token: VerifiedToken,
    seen: number | undefined,
    keep: KeepWork,
    mayWait: boolean,
  ): number | undefined {
    const hearing = this.#hearing;
    const at = hearing === undefined ? 0 : monotonicNow();
    const isHeard = hearing === undefined || hearing.isHeard(at, keep);
    if (isHeard) {
      this.#isAccepting = false;
      if (seen === this.#held.epoch) return seen;
    } else if (mayWait && hearing.isWorthWaiting(at)) return undefined;
    const verdict = this.#held.judge(this.#settings.facts.read(token), monotonicNow());
    if (verdict === 'revoked') throw new InvalidTokenError('revoked');
    if (verdict === 'settling') throw new StandingUnavailableError(SOON, { check: 'settling' });
    if (!isHeard) this.#decideUnheard();
    return this.#held.epoch;
  }

  /** What is not known is never a token's fault. */
  #decideUnheard(): void {
    if (!this.#settings.acceptsUnknown) throw new StandingUnavailableError(SOON, { check: 'unheard' });
    if (this.#isAccepting) return;
    this.#isAccepting = true;
    this.#tell({ type: 'accepting_unheard' });
  }

  #judgeLife({ claims }: VerifiedToken): void {
    const [iat, exp] = [own(claims, 'iat'), own(claims, 'exp')];
    const life = this.#settings.life / 1000;
    // Negated, so that what is no number is refused.
    if (!(Number(exp) - Number(iat) <= life)) {
      throw new InvalidTokenError('claim', {
        check: 'longestTokenLife',
        expected: life,
        found: Number(exp) - Number(iat),
      });
    }
  }

  /** @throws TypeError for a match that no token can be compared with. */
  async take(cutOff: ReadCutOff): Promise<boolean> {
    const unknown = this.#unknownKinds(cutOff);
    if (unknown.length > 0) {
      const [kind] = unknown;
      throw new TypeError(
        `claims.${kind}: expected where it stands in a token, since a cut-off names it, found nothing`,
      );
    }
    const window = this.#moments.window();
    if (this.#isOver(cutOff, window)) {
      this.#tell({ type: 'too_old', kinds: kindsOf(cutOff.mask) });
      return true;
    }
    const taken = this.#place(cutOff, window);
    const news = this.#add(taken.cutOff, false, taken.settleFor) ? 1 : 0;
    const written = this.#makeRoom([taken.cutOff]);
    if (news > 0) this.#tell({ type: 'heard', added: news, held: this.#held.size });
    if (this.#hearing === undefined) return true;
    return this.#hearing.write(written.map((each) => this.#writtenForm(each)));
  }

  async takeNow(match: CutOffMatch): Promise<boolean> {
    return this.take({ ...checkMatch(match), before: this.#moments.latest(), isHere: true });
  }

  async ready(): Promise<void> {
    if (this.#hearing === undefined || (await this.#hearing.waitLong(undefined))) return;
    throw new StandingUnavailableError(SOON, { check: 'unheard' });
  }

  state(): StandingState {
    const at = monotonicNow();
    this.#held.end(at);
    const age = this.#hearing?.age(at);
    const isLate = age !== undefined && age * 1000 > this.#settings.maxStaleness;
    return {
      status:
        this.#hearing === undefined ? 'heard' : age === undefined ? 'unloaded' : isLate ? 'stale' : 'heard',
      age,
      cutOffs: this.#held.size,
      isFailing: this.#hearing?.isFailing ?? false,
    };
  }

  async close(): Promise<void> {
    await this.#hearing?.close();
  }

  readonly #tell = (event: StandingEvent): void => tellStanding(this.#settings.onEvent, event);

  /** Takes what a store said, and gives what it should be told. */
  readonly #takeAnswer = ({ records, isWhole }: Answer): readonly CutOff[] => {
    if (isWhole) this.#held.beginAnswer();
    const window = this.#moments.window();
    let [added, unreadable] = [0, 0];
    for (const record of records) {
      const cutOff = readStored(record);
      if (cutOff === undefined) {
        unreadable += 1;
        continue;
      }
      if (this.#isOver(cutOff, window)) continue;
      this.#noteUnknown(cutOff);
      const placed = this.#place(cutOff, window);
      if (this.#add(placed.cutOff, true, placed.settleFor)) added += 1;
    }
    const written = this.#makeRoom([]);
    if (unreadable > 0) this.#tell({ type: 'unreadable', records: unreadable });
    if (added > 0) this.#tell({ type: 'heard', added, held: this.#held.size });
    const missing = isWhole ? [...this.#held.missing()] : written;
    return missing.filter((each) => !this.#isOver(each, window)).map((each) => this.#writtenForm(each));
  };

  /** Whether it has no token left to refuse. */
  #isOver({ before }: ReadCutOff, { earliest }: Window): boolean {
    return before + (this.#settings.life + LONGEST_TOLERANCE) / 1000 < earliest;
  }

  #place(cutOff: ReadCutOff, window: Window): Placed {
    const placed = this.#moments.place(cutOff, window);
    if (placed.ahead > 0)
      this.#tell({ type: 'from_the_future', ahead: placed.ahead, kinds: kindsOf(cutOff.mask) });
    return placed;
  }

  #add(cutOff: ReadCutOff, fromStore: boolean, settleFor: number): boolean {
    return this.#held.add(cutOff, monotonicNow(), fromStore, settleFor);
  }

  #makeRoom(others: readonly ReadCutOff[]): readonly ReadCutOff[] {
    const at = monotonicNow();
    if (!this.#held.isOver) return others;
    this.#held.end(at);
    if (!this.#held.isOver) return others;
    const { cutOffs, before } = this.#held.fold(at);
    this.#tell({ type: 'folded', cutOffs, before });
    return [...others, { mask: 0, key: '', before, isHere: false }];
  }

  #unknownKinds({ mask }: ReadCutOff): readonly Kind[] {
    return kindsOf(mask).filter((kind) => !this.#settings.facts.knows(kind));
  }

  #noteUnknown(cutOff: ReadCutOff): void {
    const kinds = this.#unknownKinds(cutOff).filter((kind) => !this.#untold.has(kind));
    if (kinds.length === 0) return;
    for (const kind of kinds) this.#untold.add(kind);
    this.#tell({ type: 'cannot_match', kinds });
  }

  #writtenForm(cutOff: ReadCutOff): CutOff {
    return writtenForm(cutOff, Math.ceil(cutOff.before + (this.#settings.life + LONGEST_TOLERANCE) / 1000));
  }
}

/** The greatest tolerance that a verifier may have: so much longer than it lives a token may be accepted. Milliseconds. */
const LONGEST_TOLERANCE = 60_000;

function judgeIssued({ claims }: VerifiedToken, now: number, tolerance: number): void {
  const iat = own(claims, 'iat');
  // Negated, so that what is no number is refused.
  if (typeof iat === 'number' && iat * 1000 <= now + tolerance) return;
  throw new InvalidTokenError('claim', {
    check: 'iat',
    expected: `at most ${Math.floor(now / 1000)}`,
    found: typeof iat === 'number' ? iat : undefined,
  });
}
