import { readFileSync } from 'node:fs';
import { open } from './open.js';
import { sealed } from './sealed.js';
import { type Cause, diagnose } from './world.js';

const CHAPTERS: readonly (readonly [heading: string, families: readonly string[]])[] = [
  ['There is no token in the request', ['missing']],
  ['The header is broken', ['credentials']],
  ['What was sent is no access token', ['token', 'type', 'algorithm', 'header']],
  ['The key or the signature', ['key', 'signature']],
  ['The issuer', ['issuer']],
  ['The audience', ['audience']],
  ['Time and clocks', ['time', 'clock']],
  ['Other claims', ['claim']],
  ['403: permissions', ['scope', 'principal']],
  ['403: organizations', ['organization']],
  ['503: the keys cannot be had', ['keys', 'standing']],
];

const HEAD = `# A 401, and what to do about it

This page is generated from the causes in \`tests/causes\`: every entry was made to happen, and this is what is said about it, in the log by
default and by \`explain(error, evidence)\` of \`@acme/token-core/explain\`. The client sees a fixed sentence only. The name in front
is the \`cause\`: it stays, while sentences may change. Names, times and addresses are those of the test.
`;

interface Entry {
  readonly title: string;
  readonly status: number;
  readonly cause: string;
  readonly sentence: string;
  readonly mend: string;
}

/** The page, as \`docs/TROUBLESHOOTING.md\` has to be. */
export async function page(): Promise<string> {
  const entries: Entry[] = [];
  for (const { title, situation } of [...open, ...sealed] satisfies Cause[]) {
    const { status, cause, sentence, mend } = await diagnose(situation);
    entries.push({ title, status, cause, sentence, mend });
  }
  const chapters = CHAPTERS.map(([heading, families]) => {
    const found = entries.filter(({ cause }) => families.includes(cause.split('.')[0] ?? ''));
    return `## ${heading}\n\n${found.map(print).join('\n\n')}\n`;
  });
  const tail = readFileSync(new URL('tail.md', import.meta.url), 'utf8');
  return [HEAD, ...chapters, tail].join('\n');
}

/** What the page would leave out: none, or the page is not of all causes. */
export async function leftOut(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { situation } of [...open, ...sealed]) names.push((await diagnose(situation)).cause);
  const known = new Set(CHAPTERS.flatMap(([, families]) => families));
  return names.filter((cause) => !known.has(cause.split('.')[0] ?? ''));
}

function print({ title, status, cause, sentence, mend }: Entry): string {
  const name = `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  return `**${escape(name)}** (\`${cause}\`, ${status})<br>\n${escape(sentence)}<br>\n_Mend:_ ${escape(mend)}`;
}

/** Characters that Markdown would take for its own, but within backticks, which sentences use as Markdown does. */
function escape(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[<*]|\[(?=object)/g, '\\$&')))
    .join('`');
}
