import { type Finding, toLine } from '@acme/token-core/explain';
import { markDifference, type Part } from '../evidence/difference.js';
import type { Paint } from './paint.js';
import type { Check, Report } from './report.js';
import { wrap } from './wrap.js';

const LONGEST = 600;
const MARKS = { right: ['✓', 'green'], wrong: ['✗', 'red'], unknown: ['?', 'yellow'] } as const;

/** A report for a person who has ten seconds: what is right, the one thing that is wrong, its mend, what was not seen. */
export function printReport(report: Report, paint: Paint): string {
  const { checks, findings, obstacles, notLookedAt, token } = report;
  const width = Math.max(0, ...checks.map(({ name }) => name.length));
  const lines = checks.map((check) => printCheck(check, width, paint));
  for (const found of findings) lines.push('', ...printFinding('✗', found, paint('red'), paint));
  for (const obstacle of obstacles) lines.push('', ...printFinding('?', obstacle, paint('yellow'), paint));
  if (token !== undefined) {
    lines.push('', 'The token says of itself:');
    for (const { name, value } of token) lines.push(`  ${name.padEnd(9)} ${toLine(value)}`);
  }
  if (notLookedAt.length > 0) {
    lines.push('', 'Not looked at:', ...notLookedAt.flatMap((text) => wrap(toLine(text, LONGEST), '  ')));
  }
  if (findings.length === 0 && obstacles.length === 0) lines.push('', 'Nothing is wrong.');
  return `${lines.join('\n').replace(/^\n+/, '')}\n`;
}

function printCheck({ name, outcome, says }: Check, width: number, paint: Paint): string {
  const [mark, color] = MARKS[outcome];
  return `${paint(color)(mark)} ${name.padEnd(width)}  ${toLine(says, LONGEST)}`.trimEnd();
}

function printFinding(
  mark: string,
  finding: Finding,
  color: (text: string) => string,
  paint: Paint,
): readonly string[] {
  const { cause, sentence, mend, expected, found, certainty } = finding;
  const sure = certainty === 'certain' ? '' : ` (${certainty})`;
  return [
    `${color(mark)} ${paint('bold')(cause)}${sure}`,
    ...wrap(sentence, '  '),
    ...(expected === undefined || found === undefined ? [] : compare(expected, found, paint)),
    ...wrap(mend, '  Mend: ', '        '),
  ];
}

/** Expected and found beside each other; carets stand below what differs. */
function compare(expected: string, found: string, paint: Paint): readonly string[] {
  const marked = markDifference(expected, found);
  const isOther = [marked.expected, marked.found].every(
    (parts) => parts.length === 1 && parts[0]?.differs === true,
  );
  return (['expected', 'found'] as const).flatMap((name) => {
    const parts = marked[name];
    const text = parts.map(({ text: part, differs }) =>
      differs && !isOther ? paint('inverse')(part) : part,
    );
    return [`    ${name.padEnd(8)}  ${text.join('')}`, ...(isOther ? [] : carets(parts))];
  });
}

function carets(parts: readonly Part[]): readonly string[] {
  const line = parts.map(({ text, differs }) => (differs ? '^' : ' ').repeat(text.length)).join('');
  return line.includes('^') ? [`              ${line.trimEnd()}`] : [];
}
