import { html } from '../html.js';
import type { ComparedRow } from '../parts.js';
import type { Case } from './case.js';
import { markDifferences } from './marks.js';
import { distance, moment, secondsOf } from './moments.js';

/** Which member of a token a family of causes is about. */
const MEMBERS: Readonly<Record<string, string>> = {
  audience: 'aud',
  issuer: 'iss',
  scope: 'scope',
  type: 'typ',
  algorithm: 'alg',
  keys: 'kid',
  key: 'kid',
};

const TIMES = new Set(['exp', 'nbf', 'iat']);

/**
 * What came beside what was expected: what decided first, as the finding has it; then the members of the token that may be
 * shown, beside what the verifier and the route say.
 */
export function comparedRows(about: Case): readonly ComparedRow[] {
  const decided = decidingMember(about);
  const rows = (about.token ?? []).map(({ name, value }) =>
    name === decided ? decidingRow(about, name, value) : memberRow(about, name, value),
  );
  const isShown = rows.some(({ name }) => name === decided);
  return [
    ...rows.filter(({ name }) => name === decided),
    ...(about.finding !== undefined && !isShown
      ? [decidingRow(about, decided ?? 'what decided', undefined)]
      : []),
    credentialsRow(about),
    ...rows.filter(({ name }) => name !== decided),
  ].filter((row) => row.came !== undefined || row.expected !== undefined);
}

/** The member that the finding is about; `undefined` where it is about none. */
export function decidingMember({ finding }: Case): string | undefined {
  const family = finding?.cause.split('.', 1)[0] ?? '';
  if (family === 'time' || family === 'clock') return finding?.found?.split(' ', 1)[0];
  return Object.hasOwn(MEMBERS, family) ? MEMBERS[family] : undefined;
}

function credentialsRow({ credentials, finding, token }: Case): ComparedRow {
  const isMissing = token === undefined && finding !== undefined;
  return {
    name: 'Authorization',
    came: html`<span>${credentials}</span>`,
    expected: html`<span>Bearer, and an access token</span>`,
    agrees: !isMissing,
  };
}

function decidingRow(about: Case, name: string, value: string | undefined): ComparedRow {
  const { finding } = about;
  if (finding === undefined) return memberRow(about, name, value ?? '');
  if (TIMES.has(name) && value !== undefined) return { ...timeRow(about, name, value), agrees: false };
  const isScope = name === 'scope';
  const came = finding.found ?? value;
  const lists = [came, finding.expected].map((text) => listOf(text, isScope));
  return { name, ...markDifferences(lists[0] ?? [], lists[1] ?? [], !isScope), agrees: false };
}

function memberRow(about: Case, name: string, value: string): ComparedRow {
  const { indicator, issuers, required, finding } = about;
  if (TIMES.has(name)) return timeRow(about, name, value);
  const came = name === 'scope' ? listOf(value, true) : name === 'aud' ? audiencesOf(value) : [value];
  const expected =
    name === 'iss'
      ? issuers
      : name === 'aud'
        ? [indicator].filter((item) => item !== undefined)
        : name === 'scope'
          ? required
          : [];
  if (expected.length === 0) return { name, came: plain(came), expected: undefined, agrees: undefined };
  const agrees =
    name === 'scope'
      ? expected.every((scope) => came.includes(scope))
      : expected.some((item) => came.includes(item));
  // What the verifier did not get to, or judges by more than one name, is not said to be wrong.
  if (agrees || finding === undefined) return { name, came: plain(came), expected: plain(expected), agrees };
  return { name, ...markDifferences(came, expected, name !== 'scope'), agrees: false };
}

function timeRow({ at }: Case, name: string, value: string): ComparedRow {
  const now = at / 1000;
  const seconds = secondsOf(value);
  return {
    name,
    came:
      seconds === undefined
        ? value
        : html`<code>${moment(seconds)}</code> <span class="soft">${distance(seconds, now)}</span>`,
    expected: name === 'exp' ? html`<span>after <code>${moment(now)}</code></span>` : undefined,
    agrees: name === 'exp' && seconds !== undefined ? seconds > now : undefined,
  };
}

function listOf(text: string | undefined, isScope: boolean): readonly string[] {
  if (text === undefined || text === '') return [];
  // A finding gives a list as `"a", "b"` or with commas.
  const parts = isScope ? text.split(' ') : text.split(/, (?=")|(?<="), /);
  return parts.filter((part) => part !== '').map((part) => part.replace(/^"(.*)"$/, '$1'));
}

/** One audience or a list of them, which may have been cut. */
function audiencesOf(value: string): readonly string[] {
  try {
    const parsed: unknown = value.startsWith('[') ? JSON.parse(value) : value;
    return Array.isArray(parsed) ? parsed.filter((item) => typeof item === 'string') : [value];
  } catch {
    return [value];
  }
}

function plain(texts: readonly string[]) {
  return texts.length === 0 ? undefined : html`${texts.map((text) => html`<code>${text}</code>`)}`;
}
