/**
 * Why Redis could not be asked.
 *
 * - `unreachable`: nothing answers at its address, or the connection is lost
 * - `no_answer`: connected, and no answer within the time limit
 * - `refused`: Redis answered with an error, such as a wrong password; `code` is its first word
 * - `closed`: `close()` was called
 */
export type RedisTroubleKind = 'unreachable' | 'no_answer' | 'refused' | 'closed';

const SENTENCES: Readonly<Record<RedisTroubleKind, string>> = {
  unreachable: 'Redis cannot be reached',
  no_answer: 'Redis did not answer in time',
  refused: 'Redis refused a command',
  closed: 'The store is closed',
};

/**
 * What a call of the store rejects with. Redis repeats what it was sent in its errors, a password too, and an address
 * may hold one: so nothing of a foreign error is kept but a code.
 */
export class RedisStoreError extends Error {
  override readonly name = 'RedisStoreError';
  /** What is wrong, to branch on. */
  readonly kind: RedisTroubleKind;
  /** A code of the system (`ECONNREFUSED`) or the first word of Redis (`WRONGPASS`, `WRONGTYPE`), where there is one. */
  readonly code?: string;

  constructor(kind: RedisTroubleKind, code?: string) {
    super(code === undefined ? `${SENTENCES[kind]}.` : `${SENTENCES[kind]} (${code}).`);
    this.kind = kind;
    if (code !== undefined) this.code = code;
  }
}

const SYSTEM_CODE = /^[A-Z][A-Z0-9_]{2,40}$/;
/** Redis begins an error with a word in capitals. */
const REDIS_WORD = /^([A-Z]{2,20})(?= |$)/;

/** Makes one of ours of whatever the client threw. */
export function troubleOf(thrown: unknown): RedisStoreError {
  if (thrown instanceof RedisStoreError) return thrown;
  const first = firstOf(thrown);
  const code = textOf(first, 'code');
  if (code !== undefined && SYSTEM_CODE.test(code)) return new RedisStoreError('unreachable', code);
  const word = REDIS_WORD.exec(textOf(first, 'message') ?? '')?.[1];
  return word === undefined ? new RedisStoreError('unreachable') : new RedisStoreError('refused', word);
}

/** A transaction and a connection over several addresses each hold the errors of their parts. */
function firstOf(thrown: unknown): unknown {
  if (!isObject(thrown)) return thrown;
  const replies = thrown['replies'];
  if (Array.isArray(replies)) return replies.find((reply) => reply instanceof Error) ?? thrown;
  const errors = thrown['errors'];
  return Array.isArray(errors) && textOf(thrown, 'code') === undefined ? (errors[0] ?? thrown) : thrown;
}

function textOf(thing: unknown, name: string): string | undefined {
  const value = isObject(thing) ? thing[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}

function isObject(thing: unknown): thing is Readonly<Record<string, unknown>> {
  return typeof thing === 'object' && thing !== null;
}
