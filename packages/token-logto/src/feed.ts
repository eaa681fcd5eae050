import { fail } from '@acme/token-core/adapter';
import type { CutOffMatch, FedStanding } from './standing.js';

/** @throws TypeError that names the option. */
export function checkStanding(value: unknown): FedStanding {
  const { cutOff, revoke, claims } = (value ?? {}) as Partial<FedStanding>;
  if (typeof cutOff !== 'function' || typeof revoke !== 'function' || typeof claims !== 'object') {
    throw new TypeError('standing: expected what createStanding of @acme/token-core/standing returns');
  }
  return value as FedStanding;
}

/** @throws TypeError that names the option. */
export function checkListener<F extends (event: never) => void>(onEvent: F | undefined): F | undefined {
  if (onEvent !== undefined && typeof onEvent !== 'function') fail('onEvent', 'a function');
  return onEvent;
}

/**
 * Cuts off all of these, each in force here at once.
 *
 * @param before - The server's moment, in seconds since the epoch; undefined when it is not known: then now.
 * @returns whether every machine can hear all of them. What a store did not take, the standing writes again.
 */
export async function cutOffAll(
  standing: FedStanding,
  matches: readonly CutOffMatch[],
  before: number | undefined,
): Promise<boolean> {
  const written = await Promise.all(
    matches.map((match) =>
      before === undefined ? standing.revoke(match) : standing.cutOff({ match, before }),
    ),
  );
  return written.every(Boolean);
}
