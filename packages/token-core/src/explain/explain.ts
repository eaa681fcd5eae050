import type { Refusal } from '../errors.js';
import { explainAudience } from './causes/audience.js';
import { explainClaim } from './causes/claim.js';
import { explainCredentials } from './causes/credentials.js';
import { explainIssuer } from './causes/issuer.js';
import { explainSignature, explainUnknownKey } from './causes/keys.js';
import { explainAlgorithm, explainHeader, explainType } from './causes/kind.js';
import { explainMalformed } from './causes/malformed.js';
import { explainMissing } from './causes/missing.js';
import { explainOutage } from './causes/outage.js';
import { explainForbidden } from './causes/forbidden.js';
import { explainScope } from './causes/scope.js';
import { explainRevoked, explainStandingOutage } from './causes/standing.js';
import { explainStale, explainTime } from './causes/time.js';
import type { Evidence } from './evidence.js';
import { type Finding, finding } from './finding.js';
import { type Look, look } from './look.js';

/**
 * Names the cause of a refusal or an outage, and its mend, for the developer of the API. One cause, or two with what
 * would tell them apart. Never for a client: it may quote what a token says of itself (rule 33).
 *
 * @param error - What `authenticate` or `verify` gave, also of another copy of this package.
 * @param evidence - What is at hand beside it. Each part may be missing.
 * @example
 * const { sentence, mend } = explain(result.error, { request, verifier });
 * console.warn(sentence, mend);
 */
export function explain(error: Refusal, evidence: Evidence = {}): Finding {
  try {
    const seen = look(error, evidence);
    if (error.reason === 'scope') return explainScope(seen, error);
    // None for a reason of a later version of this package.
    return FAMILIES[error.reason]?.(seen) ?? unexplained(error);
  } catch {
    // Evidence is anything, and an explanation that fails must not take an answer with it.
    return unexplained(error);
  }
}

function unexplained({ reason, message }: Refusal): Finding {
  return finding(
    reason,
    'possible',
    message || 'The request was refused.',
    'Branch on the reason of the error.',
  );
}

const FAMILIES: Readonly<Partial<Record<Refusal['reason'], (seen: Look) => Finding>>> = {
  missing: explainMissing,
  credentials: explainCredentials,
  malformed: explainMalformed,
  type: explainType,
  algorithm: explainAlgorithm,
  header: explainHeader,
  unknown_key: explainUnknownKey,
  signature: explainSignature,
  issuer: explainIssuer,
  audience: explainAudience,
  expired: explainTime,
  not_yet_valid: explainTime,
  claim: explainClaim,
  bound: explainClaim,
  revoked: explainRevoked,
  stale: explainStale,
  organization: explainForbidden,
  principal: explainForbidden,
  keys_unavailable: explainOutage,
  standing_unavailable: explainStandingOutage,
} satisfies Record<Exclude<Refusal['reason'], 'scope'>, (seen: Look) => Finding>;
