import type { Refusal } from '../errors.js';
import type { Resource } from '../resource.js';
import type { ChallengeParameter } from './published.js';

/** Longest `scope` of a challenge, in bytes: a header that is too long is cut or refused on its way. */
const MAX_SCOPE_LENGTH = 2048;

/** What joins a challenge by RFC 9728 §5.1, and the `scope` that the client should ask for (RFC 6750 §3). */
export function challengeParameters(
  url: string,
  { scopes: catalogue }: Resource,
  error: Refusal,
  demanded: readonly string[],
): readonly ChallengeParameter[] {
  if (error.status !== 401 && error.status !== 403) return [];
  const scope = error.code === 'forbidden' ? '' : scopeOf(error, demanded, catalogue);
  return [['resource_metadata', url], ...(scope === '' ? [] : [['scope', scope] as const])];
}

/**
 * Who already holds permissions asks for them together with what is missing: some clients ask for nothing but the last challenge,
 * and would lose with each step what they had.
 */
function scopeOf(error: Refusal, demanded: readonly string[], catalogue: Resource['scopes']): string {
  if (error.code !== 'insufficient_scope') return demanded.join(' ');
  const held = (error.held ?? []).filter((scope) => Object.hasOwn(catalogue, scope));
  const scope = [...new Set([...demanded, ...held])].join(' ');
  return new TextEncoder().encode(scope).length <= MAX_SCOPE_LENGTH ? scope : demanded.join(' ');
}
