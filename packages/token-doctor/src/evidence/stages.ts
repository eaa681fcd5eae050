import type { TokenErrorReason } from '@acme/token-core';

/** One step of the verifier's way through a request. */
export interface Stage {
  readonly name: string;
  /** `skipped`: a step before it ended the way. */
  readonly outcome: 'right' | 'wrong' | 'unknown' | 'skipped';
}

/** The steps in their order, and the reasons that each refuses with. */
const STAGES: readonly (readonly [name: string, reasons: readonly TokenErrorReason[]])[] = [
  ['header', ['missing', 'credentials']],
  ['form', ['malformed']],
  ['kind', ['type', 'algorithm', 'header']],
  ['key', ['unknown_key', 'keys_unavailable']],
  ['signature', ['signature']],
  ['issuer', ['issuer']],
  ['audience', ['audience']],
  ['claims', ['claim', 'bound']],
  ['time', ['expired', 'not_yet_valid']],
  ['standing', ['revoked', 'stale', 'standing_unavailable']],
  ['organization', ['organization', 'principal']],
  ['permissions', ['scope']],
];

/** How far a request came: all of the way, or until it was refused for this reason. */
export function stagesUntil(reason?: TokenErrorReason): readonly Stage[] {
  const end =
    reason === undefined ? STAGES.length : STAGES.findIndex(([, reasons]) => reasons.includes(reason));
  const isUnknown = reason === 'keys_unavailable' || reason === 'standing_unavailable';
  return STAGES.map(([name], at) => ({
    name,
    outcome: at < end ? 'right' : at > end ? 'skipped' : isUnknown ? 'unknown' : 'wrong',
  }));
}
