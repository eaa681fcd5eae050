import type { Kind } from './workload.js';

/** How many calls make a round: fewer where each one checks a signature. */
export const CALLS: Readonly<Record<Kind, number>> = {
  'ours, repeat token': 100_000,
  'ours, first-seen': 400,
  'jose, first-seen': 400,
};

/** Rounds before the ones that count. */
export const WARM_UP_ROUNDS = 2;
