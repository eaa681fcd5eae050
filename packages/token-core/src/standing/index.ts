/** Permissions that change before a token ends: what a verifier asks whether a token still stands. */
export type { CutOff, CutOffMatch } from './cut-off.js';
export type { StandingEvent, StandingEventListener } from './events.js';
export type { ClaimPlace, StandingClaims } from './facts.js';
export { memoryStore } from './memory.js';
export type { StandingOptions } from './options.js';
export type { StandingContext, StandingJudge, StandingSource } from './source.js';
export { createStanding, type Standing, type StandingState } from './standing.js';
export type { StandingChanges, StandingStore } from './store.js';
