import type { RawAnswer } from '@acme/token-testing/wire';
import type { CorpusExpectation, CorpusTopic } from './corpus/corpus-case.js';
import { type FindingKind, fixFor } from './fixes.js';

/** Something that an API should not have answered. */
export interface Finding {
  /**
   * `accepted`: it got through. `fault`: 5xx. `refused`: what is good was refused. `challenge`: a 401 or 403 without a
   * well-formed challenge. `answer`: neither accepted nor properly refused. `echo`: the token came back in the answer.
   * `fetched`: an address that a token named was asked.
   */
  readonly kind: FindingKind;
  readonly topic: CorpusTopic;
  /** What was sent. */
  readonly title: string;
  /** Where it stands that it must not be. */
  readonly source: string;
  /** What was answered; 0: the connection was closed. */
  readonly status: number;
  /** How to mend it, in one sentence. */
  readonly fix: string;
}

/** What the judged request was. */
export interface JudgedRequest {
  readonly topic: CorpusTopic;
  readonly title: string;
  readonly source: string;
  readonly token: string;
  readonly expected: CorpusExpectation;
}

// RFC 9110 §11.6.1 and RFC 6750 §3, as far as one bearer challenge goes.
const PARAMETER = `[\\w!#$%&'*+.^\`|~-]+="[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]*"`;
const CHALLENGE = new RegExp(`(^|, *)Bearer( +${PARAMETER}( *, *${PARAMETER})*)?($|, *[\\w-]+( |$))`, 'i');
const SHORTEST_SECRET = 20;

/** What is wrong with an answer. An empty list: nothing. */
export function judgeAttack(request: JudgedRequest, answer: RawAnswer): readonly Finding[] {
  const { topic, title, source } = request;
  return kindsOf(request, answer).map((kind) => ({
    kind,
    topic,
    title,
    source,
    status: answer.status,
    fix: fixFor(kind, topic),
  }));
}

function kindsOf({ expected, token }: JudgedRequest, answer: RawAnswer): FindingKind[] {
  const { status } = answer;
  const isAccepted = status >= 200 && status < 300;
  if (status >= 500) return ['fault'];
  if (expected.reason === 'accepted') return isAccepted ? [] : ['refused'];
  if (isAccepted) return ['accepted'];
  const kinds: FindingKind[] = [];
  // A server may refuse what it cannot read with any 4xx, or by hanging up.
  if (status >= 300 && status < 400) kinds.push('answer');
  if ((status === 401 || status === 403) && !hasChallenge(answer, expected)) kinds.push('challenge');
  if (isEchoed(token, answer)) kinds.push('echo');
  return kinds;
}

function hasChallenge({ headers }: RawAnswer, expected: CorpusExpectation): boolean {
  const challenges = headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value);
  if (challenges.length === 0 || !challenges.some((value) => CHALLENGE.test(value))) return false;
  // RFC 6750 §3.1: no error code for a client that sent no credentials.
  return expected.reason !== 'missing' || !challenges.some((value) => /^Bearer .*\berror=/i.test(value));
}

function isEchoed(token: string, { headers, body }: RawAnswer): boolean {
  const text = `${headers.map(([, value]) => value).join('\n')}\n${body}`;
  return token.split('.').some((segment) => segment.length > SHORTEST_SECRET && text.includes(segment));
}
