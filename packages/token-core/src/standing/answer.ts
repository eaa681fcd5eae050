import { isJsonObject, own } from '../json.js';

/** What a store said. */
export interface Answer {
  readonly records: readonly unknown[];
  /** Whether that is all that it holds. */
  readonly isWhole: boolean;
  /** Where its next answer may begin. */
  readonly cursor: string | undefined;
}

/** Reads the answer of a store; `undefined` for what is none. Its records are looked at one by one. */
export function readAnswer(given: unknown): Answer | undefined {
  if (Array.isArray(given)) return { records: given, isWhole: true, cursor: undefined };
  if (!isJsonObject(given)) return undefined;
  const [changes, cursor, isWhole] = [own(given, 'changes'), own(given, 'cursor'), own(given, 'isWhole')];
  const isAnswer = Array.isArray(changes) && typeof cursor === 'string' && typeof isWhole === 'boolean';
  return isAnswer ? { records: changes, isWhole, cursor } : undefined;
}
