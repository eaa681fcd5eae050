import { bashWords, UnclosedQuoteError } from './bash-words.js';
import { cmdWords, isForCmd } from './cmd-words.js';
import { LONG_WITHOUT_VALUE, SHORT_WITH_VALUE } from './options.js';

/** A request as a cURL line would send it. */
export interface CurlRequest {
  readonly method: string;
  /** As it stands in the line; empty where there is none. */
  readonly url: string;
  /** Names in lower case; a list where a name came more than once. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

/** The text is no cURL line. The message says what is wrong with it, and nothing of what stands in it. */
export class CurlSyntaxError extends Error {
  override readonly name = 'CurlSyntaxError';
}

/** Whether a text looks like a cURL line. */
export function isCurlLine(text: string): boolean {
  return /^\s*(?:[$%>]\s+)?curl(?:\.exe)?[\s^\\]/i.test(text);
}

/**
 * Reads a "Copy as cURL" line, in the form for bash or for the command prompt of Windows. Nothing is sent or run.
 *
 * @throws CurlSyntaxError
 * @example
 * const { url, headers } = parseCurl("curl 'https://api.example.com/me' -H 'Authorization: Bearer …'");
 */
export function parseCurl(text: string): CurlRequest {
  if (!isCurlLine(text)) throw new CurlSyntaxError(notCurl(text));
  const [, ...words] = split(text.trim().replace(/^[$%>]\s+/, ''));
  const found = readWords(words);
  const { method, url } = found;
  if (url === '') throw new CurlSyntaxError('the cURL line names no address.');
  return {
    method: (method ?? (found.hasBody ? 'POST' : 'GET')).toUpperCase(),
    url,
    headers: headersOf(found),
  };
}

function notCurl(text: string): string {
  if (/^\s*(?:await\s+)?fetch\s*\(/.test(text))
    return 'this is "Copy as fetch": choose "Copy as cURL" instead.';
  if (/Invoke-WebRequest/i.test(text)) return 'this is "Copy as PowerShell": choose "Copy as cURL" instead.';
  return 'this is no cURL line: it does not begin with curl.';
}

function split(text: string): readonly string[] {
  try {
    return isForCmd(text) ? cmdWords(text) : bashWords(text);
  } catch (error) {
    if (!(error instanceof UnclosedQuoteError)) throw error;
    throw new CurlSyntaxError('a quotation mark is not closed: the line was not copied to its end.');
  }
}

interface Found {
  method: string | undefined;
  url: string;
  hasBody: boolean;
  readonly headers: [name: string, value: string][];
}

function readWords(words: readonly string[]): Found {
  const found: Found = { method: undefined, url: '', hasBody: false, headers: [] };
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word.startsWith('--')) {
      if (LONG_WITHOUT_VALUE.has(word.slice(2)) || word.startsWith('--no-')) take(found, word.slice(2), '');
      else take(found, word.slice(2), words[++at] ?? '');
    } else if (/^-[^-]/.test(word)) {
      if (takeShort(found, word.slice(1), words[at + 1])) at += 1;
    } else if (found.url === '') found.url = word;
  }
  return found;
}

/** Several short options in one word; the first that takes a value takes the rest of it, or the next word. */
function takeShort(found: Found, letters: string, next: string | undefined): boolean {
  for (let at = 0; at < letters.length; at++) {
    const letter = letters.charAt(at);
    if (!SHORT_WITH_VALUE.has(letter)) {
      take(found, letter, '');
      continue;
    }
    const rest = letters.slice(at + 1);
    take(found, letter, rest === '' ? (next ?? '') : rest);
    return rest === '';
  }
  return false;
}

function take(found: Found, option: string, value: string): void {
  switch (option) {
    case 'X':
    case 'request':
      found.method = value;
      break;
    case 'I':
    case 'head':
      found.method ??= 'HEAD';
      break;
    case 'G':
    case 'get':
      found.method ??= 'GET';
      break;
    case 'url':
      found.url = value;
      break;
    case 'H':
    case 'header':
      takeHeader(found, value);
      break;
    case 'b':
    case 'cookie':
      if (value.includes('=')) found.headers.push(['cookie', value]);
      break;
    case 'A':
    case 'user-agent':
      found.headers.push(['user-agent', value]);
      break;
    case 'e':
    case 'referer':
      found.headers.push(['referer', value]);
      break;
    case 'u':
    case 'user':
      found.headers.push(['authorization', `Basic ${Buffer.from(value).toString('base64')}`]);
      break;
    case 'oauth2-bearer':
      found.headers.push(['authorization', `Bearer ${value}`]);
      break;
    default:
      if (/^(?:d|F|data(?:-\w+)*|json|form(?:-\w+)*)$/.test(option)) found.hasBody = true;
  }
}

/** `Name: value`; `Name;` is an empty one, and `Name:` is none at all. */
function takeHeader({ headers }: Found, line: string): void {
  const empty = /^([^:;\s]+);\s*$/.exec(line)?.[1];
  if (empty !== undefined) {
    headers.push([empty.toLowerCase(), '']);
    return;
  }
  const colon = line.indexOf(':', 1);
  const value = line.slice(colon + 1).trim();
  if (colon > 0 && value !== '') headers.push([line.slice(0, colon).trim().toLowerCase(), value]);
}

function headersOf({ headers }: Found): CurlRequest['headers'] {
  const fields: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string>;
  for (const [name, value] of headers) {
    const before = fields[name];
    fields[name] =
      before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value];
  }
  return fields;
}
