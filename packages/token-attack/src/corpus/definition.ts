import type { Requirement } from '@acme/token-core';
import type { CorpusOptions, CorpusRequest, CorpusTopic, CorpusVerdict } from './corpus-case.js';
import type { Mint } from './mint.js';

/** Makes the token of a case. */
export type TokenMaker = (mint: Mint) => Promise<string> | string;

/** What a case may have besides its token. */
export interface CaseExtras {
  /** Keys that the issuer publishes next to its usual ones. Each has a `kid` of its own, or none that fits another case. */
  readonly addedKeys?: readonly unknown[];
  /** Keys that the issuer publishes in place of its usual ones. */
  readonly onlyKeys?: readonly unknown[];
  readonly options?: CorpusOptions;
  readonly requirement?: Requirement;
  readonly request?: CorpusRequest;
  readonly exactTime?: true;
}

/** A case before its token is made. */
export interface CaseDefinition extends CaseExtras {
  readonly topic: CorpusTopic;
  readonly rule: number;
  readonly source: string;
  readonly verdict: CorpusVerdict;
  readonly title: string;
  readonly token: TokenMaker;
}

/** Makes the cases of one rule and one source. */
export function about(
  topic: CorpusTopic,
  rule: number,
  source: string,
): (verdict: CorpusVerdict, title: string, token: TokenMaker, extras?: CaseExtras) => CaseDefinition {
  return (verdict, title, token, extras = {}) => ({ topic, rule, source, verdict, title, token, ...extras });
}

/** A value as it looks in JSON, short enough for a title. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Values of every JSON type that are no text. */
export const NO_TEXTS: readonly unknown[] = [null, 0, 1, true, false, [], ['at+jwt'], {}, { a: 1 }, 1.5];
