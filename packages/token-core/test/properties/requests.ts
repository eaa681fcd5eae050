import * as fc from 'fast-check';
import { expect } from 'vitest';
import { type Authentication, authenticate, type RequestLike } from '../../src/index.js';
import { parseChallenges, printChallenges } from './support/challenge-parser.js';
import { edits } from './support/edits.js';
import { acceptableTexts, foreignTokens, goodTokens, makeVerifier } from './support/material.js';
import { property } from './support/property.js';

const VALUE = /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/;
const STATUS_OF: Readonly<Record<string, number>> = {
  invalid_request: 400,
  invalid_token: 401,
  insufficient_scope: 403,
};

const verifier = makeVerifier();
const uncached = makeVerifier({ cache: false });
const keyless = makeVerifier({
  keys: {
    current: () => Promise.reject(new Error('no keys today')),
    newer: () => Promise.reject(new Error('no keys today')),
    refresh: () => Promise.resolve(),
    state: () => ({ status: 'unavailable', age: undefined, nextRefresh: 0, keys: 0, lastFailure: 'network' }),
  },
});
const requirements = [
  undefined,
  { scopes: ['read:products'] },
  { anyScope: ['write:products', 'größe', 'say:"hi"', 'back\\slash'] },
  [{ scopes: ['read:products'] }, { scopes: ['line\u0007', '\ud800'] }],
] as const;

const blanks = fc.constantFrom('', ' ', ' ', ' ', '  ', '\t', ' \t', '\u00a0', '\r\n ', ',');
const scheme = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('Bearer', 'bearer', 'BEARER', 'bEaReR') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Basic',
      'DPoP',
      'Bearer:',
      '"Bearer"',
      'Bearerer',
      '',
      'Be\u0430rer',
      'b\u0000',
    ),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 8 }) },
);
const edit = edits([...goodTokens, ...foreignTokens]);
const credentials = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...goodTokens, ...foreignTokens) },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...goodTokens), edit).map(([token, change]) => change(token)),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const value = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(blanks, scheme, blanks, credentials, blanks).map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 1,
    arbitrary: fc.tuple(scheme, credentials, scheme, credentials).map((parts) => parts.join(', ')),
  },
);

/** A request, and what it holds in its one Authorization header; `undefined` when it has none or several. */
interface Sample {
  readonly request: RequestLike;
  readonly only: string | undefined;
}

function fetchSample(values: readonly string[]): Sample {
  const headers = new Headers();
  try {
    for (const text of values) headers.append('Authorization', text);
  } catch {
    // Not every text can be in a `Headers`; then it is a request without.
  }
  return { request: { headers }, only: headers.get('authorization') ?? undefined };
}

const alone = (values: readonly string[]) => (values.length === 1 ? values[0] : undefined);

/** The shapes that requests have: `fetch`, something with `get`, Node.js with one, some or raw headers, Fastify. */
const SHAPES: readonly ((values: readonly string[]) => Sample)[] = [
  fetchSample,
  ([first]) => ({ request: { headers: { get: () => first } }, only: first }),
  ([first]) => ({ request: { headers: { authorization: first } }, only: first }),
  (values) => ({ request: { headers: { authorization: values } }, only: alone(values) }),
  (values) => ({
    request: {
      headers: { authorization: values[0] },
      rawHeaders: ['Host', 'authorization', ...values.flatMap((text) => ['AUTHORIZATION', text])],
    },
    only: alone(values),
  }),
  (values) => ({
    request: {
      headers: { authorization: values[0], get: 'a header of that name' },
      raw: { rawHeaders: values.flatMap((text) => ['authorization', text]) },
    },
    only: alone(values),
  }),
];

const sample = fc
  .tuple(
    fc.constantFrom(...SHAPES),
    fc.oneof(
      { weight: 8, arbitrary: fc.tuple(value) },
      { weight: 2, arbitrary: fc.array(value, { maxLength: 3 }) },
    ),
  )
  .map(([shape, values]) => shape(values));

/** RFC 6750 §2.1, in one expression. */
const isGood = (only: string | undefined) =>
  acceptableTexts.has(/^[ \t]*bearer +([^ \t]*)[ \t]*$/i.exec(only ?? '')?.[1] ?? '');

/** An answer that any client can read, and that says one thing everywhere. */
function expectWellFormed(result: Authentication & { readonly ok: false }): void {
  const { error, response } = result;
  const { status, headers, body } = response;
  const problem = JSON.parse(body) as Record<string, unknown>;
  expect(headers['content-type']).toBe('application/problem+json');
  expect([problem['status'], problem['reason'], problem['detail']]).toEqual([
    status,
    error.reason,
    error.message,
  ]);
  const text = headers['www-authenticate'];
  if (status === 503) {
    expect(text).toBeUndefined();
    expect(headers['retry-after']).toMatch(/^[1-9]\d*$/);
    return;
  }
  const parsed = parseChallenges(text ?? '');
  expect(printChallenges(parsed)).toBe(text);
  expect(parsed).toHaveLength(1);
  expect(parsed[0]?.scheme).toBe('Bearer');
  const parameters = parsed[0]?.parameters ?? [];
  expect(new Set(parameters.map(([name]) => name)).size).toBe(parameters.length);
  for (const [, content] of parameters) expect(content).toMatch(VALUE);
  const code = new Map(parameters).get('error');
  expect(problem['error']).toBe(code);
  expect(status).toBe(code === undefined ? 401 : STATUS_OF[code]);
  expect(code === undefined).toBe(error.reason === 'missing');
}

const outcomeOf = (result: Authentication) =>
  result.ok ? result.token.claims : [result.error.reason, result.response];

export const requests = [
  property(
    'a request of any headers is let in with a good token alone, or is answered in full',
    1200,
    fc.tuple(sample, fc.constantFrom(...requirements)),
    async ([{ request, only }, requirement]) => {
      const result = await authenticate(verifier, request, requirement);
      if (!result.ok) expectWellFormed(result);
      const wasGood = result.ok || result.error.reason === 'scope';
      expect(wasGood).toBe(isGood(only));
      // The same again: once known, once by a verifier that remembers nothing.
      expect(outcomeOf(await authenticate(verifier, request, requirement))).toEqual(outcomeOf(result));
      expect(outcomeOf(await authenticate(uncached, request, requirement))).toEqual(outcomeOf(result));
    },
  ),
  property(
    'without keys a request is still answered: by 503 where a key would have to decide, else as ever',
    300,
    sample,
    async ({ request, only }) => {
      const result = await authenticate(keyless, request);
      if (result.ok) throw new Error('accepted without a key');
      expectWellFormed(result);
      if (isGood(only)) expect(result.response.status).toBe(503);
      const before = await authenticate(uncached, request);
      if (result.response.status !== 503) expect(outcomeOf(result)).toEqual(outcomeOf(before));
    },
  ),
];
