/**
 * Reads the `scope` claim: a string split on spaces (RFC 6749 §3.3). Absent or empty is an empty set.
 * `undefined` means that the claim has a shape that is not accepted.
 */
export function readScopeText(value: unknown): Set<string> | undefined {
  if (value === undefined) return new Set();
  if (typeof value !== 'string') return undefined;
  const scopes = new Set(value.split(' '));
  scopes.delete('');
  return scopes;
}

/** Reads a claim such as `scp` or `permissions`, which providers send as a string or as a list of strings. */
export function readScopeList(value: unknown): Set<string> | undefined {
  if (!Array.isArray(value)) return readScopeText(value);
  if (!value.every((item): item is string => typeof item === 'string')) return undefined;
  const scopes = new Set(value);
  scopes.delete('');
  return scopes;
}
