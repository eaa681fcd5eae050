/**
 * Reads a claim such as `scope`, `scp` or `permissions`, which providers send as a list of strings or as a string: that is
 * split on spaces (RFC 6749 §3.3). Absent or empty is an empty set; `undefined` means a shape that is not accepted.
 */
export function readScopeList(value: unknown = []): Set<string> | undefined {
  const items: unknown = typeof value === 'string' ? value.split(' ') : value;
  if (!Array.isArray(items) || !items.every((item): item is string => typeof item === 'string'))
    return undefined;
  const scopes = new Set(items);
  scopes.delete('');
  return scopes;
}
