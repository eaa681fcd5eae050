import { type CorpusCase, type CorpusExpectation, expectationOf } from './corpus-case.js';

/** RFC 6750 §2.1: what can stand behind `Bearer` at all. */
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** RFC 9110 §5.5: white space at the ends is not part of a value, so the case would be another one. */
const STRAY_END = /^[ \t]|[ \t]$/;
/** What an HTTP server takes for the whole head of a request; Node.js: 16 KiB. Bytes. */
const LARGEST = 15_000;

/**
 * The answer to a case over HTTP, or `undefined` where it cannot be put into a request.
 *
 * @example
 * const sendable = (await createCorpus()).filter((corpusCase) => httpExpectation(corpusCase) !== undefined);
 */
export function httpExpectation({ token, request, expected }: CorpusCase): CorpusExpectation | undefined {
  if (request !== undefined) return expected;
  if (token.length > LARGEST || !isFieldValue(token) || STRAY_END.test(token)) return undefined;
  // RFC 6750 §3.1: a broken header is a broken request, whatever the token would have been.
  return B64TOKEN.test(token) ? expected : expectationOf('credentials');
}

/**
 * The header lines of a case as they go out, one character a byte.
 *
 * @example
 * for (const corpusCase of await createCorpus()) console.log(headerLines(corpusCase).join('\r\n'));
 */
export function headerLines({ token, request }: CorpusCase): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(token), (byte) => String.fromCharCode(byte)).join('');
  return (request?.headers ?? ['Authorization: Bearer {token}']).map((line) =>
    line.replaceAll('{token}', () => bytes),
  );
}

/** RFC 9110 §5.5: no control characters but the tab. HTTP servers refuse others before any handler runs. */
function isFieldValue(text: string): boolean {
  return Array.from(text, (letter) => letter.charCodeAt(0)).every(
    (code) => code === 9 || (code > 31 && code !== 127),
  );
}
