import { readFileSync } from 'node:fs';
import { onlyDoctor } from './only-doctor.js';
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
  ['Standing: what was revoked, and whether it can be told', ['standing']],
  ['503: the keys cannot be had', ['keys']],
];

/** What only `token-doctor` tells apart. */
const DOCTOR_CHAPTERS: typeof CHAPTERS = [
  ['Settings and environment, as token-doctor sees them', ['settings', 'environment']],
  ['Network, clock and issuer, as token-doctor sees them', ['network', 'keys', 'clock', 'issuer', 'token']],
  ['Who may what: `token-doctor can`', ['access']],
  ['Signing in: `token-doctor login`', ['login']],
];

const HEAD = `# A 401, and what to do about it

This page is generated from the causes in \`tests/causes\`: every entry was made to happen, and this is what is said about it, in the log by
default and by \`explain(error, evidence)\` of \`@acme/token-core/explain\`. The client sees a fixed sentence only. The name in front
is the \`cause\`: it stays, while sentences may change. Names, times and addresses are those of the test.

\`npx @acme/token-doctor\` says the same of a token on standard input, of a pasted cURL line and, without a token, of settings and network, and
looks further than a request can: [token-doctor](../packages/token-doctor/README.md).
`;

interface Entry {
  readonly title: string;
  /** The status that a client sees; `undefined` for what token-doctor alone sees. */
  readonly status: number | undefined;
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
  const seenByDoctor: Entry[] = [];
  for (const { title, find } of onlyDoctor) {
    const found = await find();
    if (found !== undefined) seenByDoctor.push({ ...found, title, status: undefined });
  }
  const chapters = [...printChapters(CHAPTERS, entries), ...printChapters(DOCTOR_CHAPTERS, seenByDoctor)];
  const tail = readFileSync(new URL('tail.md', import.meta.url), 'utf8');
  return [HEAD, ...chapters, tail].join('\n');
}

function printChapters(chapters: typeof CHAPTERS, entries: readonly Entry[]): readonly string[] {
  return chapters.map(([heading, families]) => {
    const found = entries.filter(({ cause }) => families.includes(familyOf(cause)));
    return `## ${heading}\n\n${found.map(print).join('\n\n')}\n`;
  });
}

function familyOf(cause: string): string {
  return cause.split('.')[0] ?? '';
}

/** What the page would leave out: none, or the page is not of all causes. */
export async function leftOut(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const { situation } of [...open, ...sealed]) names.push((await diagnose(situation)).cause);
  const doctorNames = await Promise.all(onlyDoctor.map(async ({ find }) => (await find())?.cause ?? 'none'));
  return [...outside(CHAPTERS, names), ...outside(DOCTOR_CHAPTERS, doctorNames)];
}

function outside(chapters: typeof CHAPTERS, names: readonly string[]): readonly string[] {
  const known = new Set(chapters.flatMap(([, families]) => families));
  return names.filter((cause) => !known.has(familyOf(cause)));
}

function print({ title, status, cause, sentence, mend }: Entry): string {
  const name = `${title.charAt(0).toUpperCase()}${title.slice(1)}`;
  return `**${escape(name)}** (\`${cause}\`${status === undefined ? '' : `, ${status}`})<br>\n${escape(sentence)}<br>\n_Mend:_ ${escape(mend)}`;
}

/** Characters that Markdown would take for its own, but within backticks, which sentences use as Markdown does. */
function escape(text: string): string {
  return text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[<*]|\[(?=object)/g, '\\$&')))
    .join('`');
}
