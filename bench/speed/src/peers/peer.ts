import type { Authority } from '../tokens/authority.js';

/** Verifies a token: returns or resolves when it is accepted, throws or rejects when it is not. */
export type Verify = (token: string) => unknown;

/** A library that verifies access tokens. */
export interface Peer {
  readonly name: string;
  /** Whether it remembers tokens, so that it has to have met them before its time is taken. */
  readonly remembers?: boolean;
  /** Makes it ready at its best documented settings; `undefined` when it does not know the algorithm. */
  setup(authority: Authority): Verify | undefined | Promise<Verify | undefined>;
}
