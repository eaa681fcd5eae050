import type { Trust, Verify } from 'peers/trust';
import type { Authority } from '../tokens/authority.js';

export type { Verify } from 'peers/trust';

/** A library that verifies access tokens. */
export interface Peer {
  readonly name: string;
  /** Whether it remembers tokens, so that it has to have met them before its time is taken. */
  readonly remembers?: boolean;
  /** Makes it ready at its best documented settings; `undefined` when it does not know the algorithm. */
  setup(authority: Authority): Verify | undefined | Promise<Verify | undefined>;
}

/** What every peer is told of an authority. */
export function trustIn({ issuer, resource, algorithm }: Authority): Trust {
  return { issuer, resource, algorithms: [algorithm] };
}
