/** Whether two addresses differ by a slash at the end and nothing else: the commonest slip of the pen. For hints only. */
export function differsBySlash(found: unknown, expected: string): boolean {
  return typeof found === 'string' && (found === `${expected}/` || `${found}/` === expected);
}
