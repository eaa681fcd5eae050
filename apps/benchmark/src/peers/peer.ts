import type { Authority } from '../tokens/authority.js';

/** Verifies a token: returns or resolves when it is accepted, throws or rejects when it is not. */
export type Verify = (token: string) => unknown;

/** A library that verifies access tokens. */
export interface Peer {
  readonly name: string;
  /** Makes it ready at its best documented settings; `undefined` when it does not know the algorithm. */
  setup(authority: Authority): Verify | undefined | Promise<Verify | undefined>;
}
