const CODES = { red: [31, 39], green: [32, 39], yellow: [33, 39], bold: [1, 22], inverse: [7, 27] } as const;

/** Colours a text, or leaves it as it is. */
export type Paint = (color: keyof typeof CODES) => (text: string) => string;

/** Paints where a person looks at a terminal that knows colours. NO_COLOR, a pipe and a dumb terminal: plain. */
export function paintFor(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const { NO_COLOR, FORCE_COLOR, TERM } = environment;
  const isForced = FORCE_COLOR !== undefined && FORCE_COLOR !== '0' && FORCE_COLOR !== '';
  const isPlain =
    (NO_COLOR !== undefined && NO_COLOR !== '') || ((!isTerminal || TERM === 'dumb') && !isForced);
  if (isPlain) return () => (text) => text;
  return (color) => (text) => `\u001B[${CODES[color][0]}m${text}\u001B[${CODES[color][1]}m`;
}
