import type { TokenErrorReason } from '@acme/token-core';

/** One step of the verifier's way through a request. */
export interface Stage {
  readonly name: string;
  /** `skipped`: a step before it ended the way. */
  readonly outcome: 'right' | 'wrong' | 'unknown' | 'skipped';
}

/** The steps in their order. */
const STAGES = [
  'header',
  'form',
  'kind',
  'key',
  'signature',
  'issuer',
  'audience',
  'claims',
  'time',
  'standing',
  'organization',
  'permissions',
] as const;

/** The step that refuses with a reason. */
const STAGE_OF: Readonly<Record<TokenErrorReason, (typeof STAGES)[number]>> = {
  missing: 'header',
  credentials: 'header',
  malformed: 'form',
  type: 'kind',
  algorithm: 'kind',
  header: 'kind',
  unknown_key: 'key',
  keys_unavailable: 'key',
  signature: 'signature',
  issuer: 'issuer',
  audience: 'audience',
  claim: 'claims',
  bound: 'claims',
  expired: 'time',
  not_yet_valid: 'time',
  revoked: 'standing',
  stale: 'standing',
  standing_unavailable: 'standing',
  organization: 'organization',
  principal: 'organization',
  scope: 'permissions',
};

/** How far a request came: all of the way, or until it was refused for this reason. */
export function stagesUntil(reason?: TokenErrorReason): readonly Stage[] {
  const end = reason === undefined ? STAGES.length : STAGES.indexOf(STAGE_OF[reason]);
  const isUnknown = reason === 'keys_unavailable' || reason === 'standing_unavailable';
  return STAGES.map((name, at) => ({
    name,
    outcome: at < end ? 'right' : at > end ? 'skipped' : isUnknown ? 'unknown' : 'wrong',
  }));
}
