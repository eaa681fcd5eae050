/** A shell word is not closed: a quote is missing at the end. */
export class UnclosedQuoteError extends Error {
  override readonly name = 'UnclosedQuoteError';
}

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  e: '\u001B',
  f: '\f',
  v: '\v',
};

/**
 * Splits a line as bash would into words: quotes of all three kinds, escapes, continued lines. Nothing is expanded or run.
 *
 * @throws UnclosedQuoteError
 */
export function bashWords(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (char === '\\') {
      const [text, length] = unquotedEscape(line, at);
      if (text !== '') word = (word ?? '') + text;
      at += length;
    } else if (char === "'" || char === '"' || (char === '$' && line[at + 1] === "'")) {
      const quoted =
        char === '"' ? doubleQuoted(line, at) : char === '$' ? ansiQuoted(line, at) : plain(line, at);
      word = (word ?? '') + quoted.text;
      at = quoted.end;
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
    } else if (/[;|&<>]/.test(char)) {
      // What follows is another command, or where the output goes.
      break;
    } else {
      word = (word ?? '') + char;
      at += 1;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Quoted {
  readonly text: string;
  readonly end: number;
}

/** A line that goes on gives nothing; any other character stands for itself. */
function unquotedEscape(line: string, at: number): readonly [text: string, length: number] {
  if (line.startsWith('\r\n', at + 1)) return ['', 3];
  if (line[at + 1] === '\n') return ['', 2];
  return [line.charAt(at + 1), 2];
}

function plain(line: string, at: number): Quoted {
  const end = line.indexOf("'", at + 1);
  if (end < 0) throw new UnclosedQuoteError();
  return { text: line.slice(at + 1, end), end: end + 1 };
}

function doubleQuoted(line: string, start: number): Quoted {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return { text, end: at + 1 };
    if (char === '\\' && /["\\$`\n]/.test(line.charAt(at + 1))) {
      at += 1;
      if (line[at] !== '\n') text += line.charAt(at);
    } else text += char;
  }
  throw new UnclosedQuoteError();
}

/** `$'…'`, which browsers write where a value holds a quote or a control character. */
function ansiQuoted(line: string, start: number): Quoted {
  let text = '';
  for (let at = start + 2; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "'") return { text, end: at + 1 };
    if (char !== '\\') {
      text += char;
      continue;
    }
    const code = /^\\(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|x([0-9a-f]{1,2})|([0-7]{1,3}))/i.exec(
      line.slice(at, at + 10),
    );
    if (code === null) {
      at += 1;
      const next = line.charAt(at);
      text += SIMPLE_ESCAPES[next] ?? next;
    } else {
      const [all, short, long, hex, octal] = code;
      const point =
        octal === undefined ? Number.parseInt(short ?? long ?? hex ?? '0', 16) : Number.parseInt(octal, 8);
      text += point > 0x10_ff_ff ? '\uFFFD' : String.fromCodePoint(point);
      at += all.length - 1;
    }
  }
  throw new UnclosedQuoteError();
}
