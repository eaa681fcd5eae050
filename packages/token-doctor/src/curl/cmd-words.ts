import { UnclosedQuoteError } from './bash-words.js';

/** Whether a line was copied for the command prompt of Windows: carets before quotes, or at the end of lines. */
export function isForCmd(text: string): boolean {
  return /\^"|\^\r?\n/.test(text) && !/\\\r?\n/.test(text);
}

/**
 * Splits a line as the command prompt of Windows and the program's start would: first carets, then quotes and backslashes.
 *
 * @throws UnclosedQuoteError
 */
export function cmdWords(line: string): readonly string[] {
  return argumentsOf(withoutCarets(line));
}

/** A caret outside of quotes takes the next character as it is; at the end of a line the line goes on. */
function withoutCarets(line: string): string {
  let text = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '^' && !isQuoted) {
      const end = /^\^\r?\n/.exec(line.slice(at, at + 3))?.[0];
      if (end === undefined) {
        at += 1;
        text += line.charAt(at);
      } else {
        at += end.length - 1;
        text += line.startsWith('\n', at + 1) || line.startsWith('\r\n', at + 1) ? '' : ' ';
      }
      continue;
    }
    if (char === '"') isQuoted = !isQuoted;
    text += char;
  }
  return text;
}

/** As the C runtime splits: 2n backslashes before a quote are n and a quote; 2n+1 are n and a quote as a character. */
function argumentsOf(line: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '\\') {
      const slashes = /^\\+/.exec(line.slice(at))?.[0].length ?? 1;
      const isBeforeQuote = line[at + slashes] === '"';
      word = (word ?? '') + '\\'.repeat(isBeforeQuote ? Math.floor(slashes / 2) : slashes);
      at += slashes - 1;
      if (isBeforeQuote && slashes % 2 === 1) {
        word += '"';
        at += 1;
      }
    } else if (char === '"') {
      word ??= '';
      if (isQuoted && line[at + 1] === '"') {
        word += '"';
        at += 1;
      } else isQuoted = !isQuoted;
    } else if (/\s/.test(char) && !isQuoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (isQuoted) throw new UnclosedQuoteError();
  if (word !== undefined) words.push(word);
  return words;
}
