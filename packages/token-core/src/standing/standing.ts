import { StandingUnavailableError } from '../errors.js';
import { monotonicNow } from './clock.js';
import { checkCutOff, checkMatch, type CutOff, type CutOffMatch, type ReadCutOff } from './cut-off.js';
import type { StandingEvent } from './events.js';
import type { Answer } from './answer.js';
import type { StandingClaims } from './facts.js';
import { Hearing } from './hearing.js';
import { HeldCutOffs } from './held.js';
import { Intake, lifeOf } from './intake.js';
import { Judgement, SOON } from './judge.js';
import { Moments } from './moments.js';
import { readStandingOptions, type StandingOptions } from './options.js';
import { tellStanding } from './report.js';
import type { StandingContext, StandingSource } from './source.js';

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
  const settings = readStandingOptions(options);
  const { store, readEvery, maxStaleness, maxCutOffs, onEvent } = settings;
  const tell = (event: StandingEvent): void => tellStanding(onEvent, event);
  const moments = new Moments(settings.now);
  const held = new HeldCutOffs(lifeOf(settings) * 1000, maxCutOffs);
  const intake = new Intake(settings, held, moments, tell);
  const take = (answer: Answer): readonly CutOff[] => intake.takeAnswer(answer);
  const hearing = store && new Hearing({ store, readEvery, maxStaleness, take, tell });
  const judgement = new Judgement(settings, held, moments, hearing, tell);
  if (hearing === undefined) tell({ type: 'one_process' });

  const cutOff = async (read: ReadCutOff): Promise<boolean> => {
    const said = intake.takeHere(read);
    return hearing === undefined || hearing.write(said);
  };

  return Object.freeze({
    claims: settings.claims,
    cutOff: async (given: CutOff) => cutOff(checkCutOff(given)),
    revoke: async (match: CutOffMatch) =>
      cutOff({ ...checkMatch(match), before: moments.latest(), isHere: true }),
    forVerifier: (context: StandingContext) => judgement.forVerifier(context),
    async ready() {
      if (hearing === undefined || (await hearing.waitLong(undefined))) return;
      throw new StandingUnavailableError(SOON, { check: 'unheard' });
    },
    state: () => stateOf(held, hearing, maxStaleness),
    async close() {
      await hearing?.close();
    },
  });
}

function stateOf(held: HeldCutOffs, hearing: Hearing | undefined, maxStaleness: number): StandingState {
  const at = monotonicNow();
  held.end(at);
  const age = hearing?.age(at);
  const late = age === undefined ? 'unloaded' : age * 1000 > maxStaleness ? 'stale' : 'heard';
  return {
    status: hearing === undefined ? 'heard' : late,
    age,
    cutOffs: held.size,
    isFailing: hearing?.isFailing ?? false,
  };
}
