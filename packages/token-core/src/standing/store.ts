import type { CutOff } from './cut-off.js';

/**
 * Where cut-offs are kept for every machine. It decides nothing: what it does not say, or says wrong, is an event and never
 * a refusal. `standingStoreContract` of `@acme/token-testing` tries one.
 */
export interface StandingStore {
  /**
   * What was written and has not ended (`until`), in any order.
   *
   * @param since - The `cursor` of its last answer, for a store that can tell what came after it.
   * @returns all of it, as a list; or {@link StandingChanges}.
   */
  read(since?: string): Promise<readonly CutOff[] | StandingChanges>;
  /**
   * Keeps cut-offs beside those that are there. The same one may come again, from several machines.
   *
   * @returns when a `read` on another machine finds them.
   */
  write(cutOffs: readonly CutOff[]): Promise<void>;
  /**
   * Rings `bell` when a `read` may find something new: after a `write` of another machine, and when a connection that was lost
   * is back. Too often does no harm.
   *
   * @returns what stops it.
   */
  listen(bell: () => void): () => void;
  /** Ends connections of its own. */
  close(): Promise<void>;
  /** `false` for one that no other machine sees; then it is never out of reach. Default `true`. */
  readonly isShared?: boolean;
}

/** What came since the answer whose cursor was given, or all of it. */
export interface StandingChanges {
  /** The cut-offs that came, or all that are held. */
  readonly changes: readonly CutOff[];
  /** Where the next answer may begin. */
  readonly cursor: string;
  /** Whether this is all that the store holds: the first answer, or one after the store was lost. */
  readonly isWhole: boolean;
}
