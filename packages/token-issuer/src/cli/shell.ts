/** A word of a POSIX shell: quoted, and not where there is no need. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_=:./@%-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
