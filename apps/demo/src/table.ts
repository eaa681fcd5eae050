import { styleText } from 'node:util';
import type { Api } from './apis.js';
import type { Outcome } from './play.js';

const WIDTH = 50;
const COLUMN = 10;

/** The head of the table: a column per API. */
export function printHead(apis: readonly Api[]): void {
  const columns = apis.map(({ name }) => name.padEnd(COLUMN)).join('');
  console.log(styleText('bold', `${''.padEnd(WIDTH)}${'expected'.padEnd(COLUMN)}${columns}`));
}

/** One line below a column per API that has no scene: what was looked at, expected, and found at each. */
export function printRow(
  what: string,
  expected: string,
  found: readonly (readonly [string, boolean])[],
): void {
  const columns = found.map(([text, isRight]) =>
    styleText(isRight ? 'green' : 'red', `${text} ${isRight ? '✔' : '✘'}`.padEnd(COLUMN)),
  );
  console.log(`${what.padEnd(WIDTH)}${expected.padEnd(COLUMN)}${columns.join('')}`);
}

/** One scene: what was sent, expected and answered, the challenge, and why. */
export function printOutcome({ scene, answers, isAsExpected, hint }: Outcome): void {
  const columns = answers.map(({ status, challenge }) => {
    const isRight = status === scene.status && challenge === scene.challenge;
    return styleText(isRight ? 'green' : 'red', `${status} ${isRight ? '✔' : '✘'}`.padEnd(COLUMN));
  });
  console.log(`${scene.what.padEnd(WIDTH)}${String(scene.status).padEnd(COLUMN)}${columns.join('')}`);
  console.log(styleText('dim', `  ${scene.method} ${scene.path}`));
  if (scene.challenge !== undefined) console.log(styleText('dim', `  challenge  ${scene.challenge}`));
  if (hint !== undefined) console.log(styleText('cyan', `  hint       ${hint}`));
  if (isAsExpected) return;
  for (const { challenge } of answers)
    console.log(styleText('red', `  answered   ${challenge ?? 'no challenge'}`));
}
