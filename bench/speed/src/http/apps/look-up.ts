/** As many characters as ours looks at first. */
const ENDING = 12;

/** Knows every header value that it was asked about before: a `Map` by the ending, and one comparison of the whole. */
export function bareLookUp(): (authorization: string | undefined) => boolean {
  const known = new Map<string, string>();
  return (authorization) => {
    if (authorization === undefined) return false;
    const ending = authorization.slice(-ENDING);
    if (known.get(ending) !== authorization) known.set(ending, authorization);
    return true;
  };
}
