import { open } from './open.js';
import { type Outcome, scoreOf } from './score.js';
import { sealed } from './sealed.js';

const HALVES = { open, sealed };
const [, , half = 'open'] = process.argv;

/** Right, half and wrong of one half, and what is said where it is not right: `measure.ts open`. */
const causes = HALVES[half as keyof typeof HALVES];
const outcomes: Outcome[] = [];
for (const cause of causes) outcomes.push(await scoreOf(cause));
const count = (score: string) => outcomes.filter((outcome) => outcome.score === score).length;
console.info(
  `${half}: ${count('right')} right, ${count('half')} half, ${count('wrong')} wrong of ${causes.length}`,
);
for (const { cause, score, said, id } of outcomes) {
  if (score !== 'right') console.info(`- ${score}: ${cause.title} [${id}]\n  ${said}`);
}
