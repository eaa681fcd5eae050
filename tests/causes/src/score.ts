import type { Finding } from '@acme/token-core/explain';
import { type Cause, diagnose, type Situation } from './world.js';

export type Score = 'right' | 'half' | 'wrong';

export interface Outcome {
  readonly cause: Cause;
  readonly score: Score;
  readonly said: string;
  readonly id: string;
}

/** Right: every word and no rival. Half: some of the words and no rival. Wrong: anything else. */
export async function scoreOf(
  cause: Cause,
  say: (situation: Situation) => Promise<Finding> = diagnose,
): Promise<Outcome> {
  const { sentence, mend, cause: id } = await say(cause.situation);
  const said = `${sentence} ${mend}`.trim();
  const hits = cause.says.filter((word) => word.test(said)).length;
  const isRival = cause.never?.some((word) => word.test(said)) === true;
  const score = isRival || hits === 0 ? 'wrong' : hits === cause.says.length ? 'right' : 'half';
  return { cause, score, said, id };
}
