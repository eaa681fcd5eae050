import type { Trust } from '../http/contract.js';

/** What a server of the mixed load is told. */
export interface MixedServerOrder {
  readonly peer: string;
  readonly processes: number;
  readonly trust: Trust;
}

/** What the clients, who are the issuer too, say first. */
export interface MixedStart {
  readonly trust: Trust;
}

/** What they are asked: to send all requests once. */
export interface MixedFire {
  readonly url: string;
  /** A short load before, with tokens of its own and with nothing of note in the middle. */
  readonly isWarmUp: boolean;
}

/** What came of it. */
export interface MixedResult {
  readonly requests: number;
  readonly seconds: number;
  /** Milliseconds from a request to its answer. */
  readonly p50: number;
  readonly p99: number;
  /** Good tokens that were not let in. */
  readonly refused: number;
  /** Junk that was. */
  readonly letIn: number;
  /** Answers of 500 and more, and none at all. */
  readonly faults: number;
}

/** How many requests a load has. */
export interface MixedPlan {
  readonly requests: number;
}
