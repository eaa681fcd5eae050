import { isDeepStrictEqual } from 'node:util';
import type { ExpectedAnswer } from './answers.js';
import type { PreparedCase } from './contract-case.js';
import type { RawAnswer } from './raw.js';

/** One way in which an answer is not what the contract says. */
export interface Difference {
  /** The title of the case or scenario. */
  readonly title: string;
  /** What differs: `status`, a header's name, `body`, `echo`, or a step of a scenario. */
  readonly what: string;
  readonly expected: unknown;
  readonly found: unknown;
}

/** A finding that knows no title yet. */
type Finding = Omit<Difference, 'title'>;

/**
 * Compares an answer with what its case expects. An empty list: as it should be.
 *
 * @example
 * const prepared = await prepareCase(contractCase, await createTestIssuer());
 * const differences = judgeAnswer(prepared, await sendRaw('http://127.0.0.1:3301', prepared.request));
 */
export function judgeAnswer(prepared: PreparedCase, answer: RawAnswer): readonly Difference[] {
  const { title, expected } = prepared;
  return [...judge(prepared, answer, expected), ...judgeEcho(prepared, answer)].map((finding) => ({
    title,
    ...finding,
  }));
}

function judge({ request }: PreparedCase, answer: RawAnswer, expected: PreparedCase['expected']): Finding[] {
  const { status } = answer;
  if ('refusedBy' in expected) {
    const isRefused = status === 0 || (status >= 400 && status < 500);
    return isRefused ? [] : [{ what: 'status', expected: '4xx, or a closed connection', found: status }];
  }
  if ('answeredBy' in expected) {
    return expected.statuses.includes(status)
      ? []
      : [{ what: 'status', expected: `one of ${expected.statuses.join(', ')}`, found: status }];
  }
  const isHead = Buffer.from(request.subarray(0, 5)).toString('latin1') === 'HEAD ';
  return [
    ...differs('status', expected.status, status),
    ...differs('www-authenticate', list(expected.wwwAuthenticate), valuesOf(answer, 'www-authenticate')),
    ...judgeRetryAfter(expected, answer),
    ...judgeContentType(expected, answer),
    ...judgeBody(expected, answer, isHead),
  ];
}

function judgeRetryAfter({ retryAfter }: ExpectedAnswer, answer: RawAnswer): Finding[] {
  const values = valuesOf(answer, 'retry-after');
  if (!retryAfter) return differs('retry-after', [], values);
  const [seconds] = values;
  // RFC 9110 §10.2.3.
  const isSound = values.length === 1 && /^([1-9]|[12]\d|30)$/.test(seconds ?? '');
  return isSound ? [] : [{ what: 'retry-after', expected: 'whole seconds from 1 to 30', found: values }];
}

function judgeContentType({ contentType }: ExpectedAnswer, answer: RawAnswer): Finding[] {
  if (contentType === undefined) return [];
  const values = valuesOf(answer, 'content-type');
  const plain = values.map((value) => value.replace(/; ?charset=utf-8$/i, ''));
  return isDeepStrictEqual(plain, [contentType])
    ? []
    : [{ what: 'content-type', expected: contentType, found: values }];
}

function judgeBody({ body }: ExpectedAnswer, answer: RawAnswer, isHead: boolean): Finding[] {
  if (body === undefined || isHead) return [];
  return differs('body', body, readJson(answer.body));
}

/** Rule 19: no token in any header or body. Any half of it would do to a thief. */
function judgeEcho({ token }: PreparedCase, { status, headers, body }: RawAnswer): Finding[] {
  const text = `${headers.map(([name, value]) => `${name}: ${value}`).join('\n')}\n${body}`;
  const echoed = token.split('.').filter((segment) => segment.length > 20 && text.includes(segment));
  return echoed.length === 0 || status === 0
    ? []
    : [{ what: 'echo', expected: 'nothing of the token in the answer', found: 'a segment of it' }];
}

function differs(what: string, expected: unknown, found: unknown): Finding[] {
  return isDeepStrictEqual(expected, found) ? [] : [{ what, expected, found }];
}

function list(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}

function valuesOf({ headers }: RawAnswer, name: string): readonly string[] {
  return headers.filter(([key]) => key === name).map(([, value]) => value);
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
