import { Refusal } from './refusal.js';

/** The members of a thing that a search looks at, under the names of Logto's columns. */
export type Searched = Readonly<Record<string, string | null>>;

/** What a thing must be like to be found. */
export type Match = (thing: Searched) => boolean;

const MODES = ['exact', 'like', 'similar_to', 'posix'] as const;
type Mode = (typeof MODES)[number];
const JOINTS = ['and', 'or'] as const;

/**
 * Reads `search`, `search.<field>`, `mode`, `mode.<field>`, `joint` and `isCaseSensitive`.
 *
 * @param fields - The columns that may be searched; `search` alone looks at all of them.
 * @throws Refusal `request.invalid_input` for an unknown field or mode, or an empty value.
 */
export function readSearch(query: URLSearchParams, fields: readonly string[]): Match {
  const joint = query.get('joint') ?? query.get('jointMode') ?? 'or';
  if (!isOneOf(JOINTS, joint))
    throw invalid(`Search joint mode \`${joint}\` is not valid, expect one of or, and.`);
  const caseSensitive = isYes(query.get('isCaseSensitive'));
  const modes = new Map<string, Mode>();
  const searches = new Map<string, string[]>();
  for (const [name, value] of query) {
    if (name.startsWith('mode')) modes.set(fieldOf(name), readMode(value));
    else if (name.startsWith('search')) {
      const field = fieldOf(name);
      searches.set(field, [...(searches.get(field) ?? []), value]);
    }
  }
  const matches = [...searches].map(([field, values]) =>
    matcher(field, values, modes.get(field) ?? modes.get('') ?? 'like', fields, caseSensitive),
  );
  if (matches.length === 0) return () => true;
  return joint === 'and'
    ? (thing) => matches.every((match) => match(thing))
    : (thing) => matches.some((match) => match(thing));
}

/** Reads `q`: a part of one of the fields, whatever the case. */
export function readKeyword(query: URLSearchParams): Match {
  const keyword = query.get('q')?.toLowerCase() ?? '';
  return (thing) =>
    Object.values(thing).some((value) => value?.toLowerCase().includes(keyword) === true) || keyword === '';
}

/** Logto's idea of yes in a query. */
export function isYes(value: string | null | undefined): boolean {
  return ['1', 'true', 'y', 'yes', 'yep', 'yeah'].includes(value?.toLowerCase() ?? '');
}

function matcher(
  field: string,
  values: readonly string[],
  mode: Mode,
  fields: readonly string[],
  caseSensitive: boolean,
): Match {
  if (field !== '' && !fields.includes(field)) {
    throw invalid(`Search field \`${field}\` is not valid, expect one of ${fields.join(', ')}.`);
  }
  if (values.includes('')) throw invalid('Search value cannot be empty.');
  if (mode !== 'exact' && values.length > 1) {
    throw invalid('Only one search value is allowed when search mode is not `exact`.');
  }
  if (mode === 'similar_to' && !caseSensitive) {
    throw invalid('Cannot use case-insensitive match for `similar to`.');
  }
  const test = tester(values, mode, caseSensitive);
  const looked = field === '' ? fields : [field];
  return (thing) =>
    looked.some((name) => {
      const value = thing[name];
      return typeof value === 'string' && test(value);
    });
}

function tester(values: readonly string[], mode: Mode, caseSensitive: boolean): (value: string) => boolean {
  const fold = (value: string) => (caseSensitive ? value : value.toLowerCase());
  if (mode === 'exact') return (value) => values.some((wanted) => fold(wanted) === fold(value));
  if (mode === 'like') {
    const pattern = fold(values[0] ?? '');
    return (value) => isLike(fold(value), pattern);
  }
  // PostgreSQL's own expressions, which JavaScript's are not, and which could be made to take for ever.
  throw new Refusal(501, 'request.feature_not_supported');
}

/** SQL's LIKE: `%` stands for any text, `_` for one character. Goes over the text once, without going back far. */
function isLike(value: string, pattern: string): boolean {
  let at = 0;
  let position = 0;
  let star = -1;
  let retry = 0;
  while (at < value.length) {
    if (pattern[position] === '%') {
      star = position;
      position += 1;
      retry = at;
    } else if (pattern[position] === '_' || pattern[position] === value[at]) {
      position += 1;
      at += 1;
    } else if (star >= 0) {
      position = star + 1;
      retry += 1;
      at = retry;
    } else return false;
  }
  return pattern.slice(position).replaceAll('%', '') === '';
}

/** `search.primaryEmail` → `primary_email`; nothing for `search` alone. */
function fieldOf(name: string): string {
  const [, field = '', ...more] = name.split('.');
  if (more.length > 0) {
    throw invalid(
      `Unsupported nested search field path \`${[field, ...more].join('.')}\` detected. Only the first level field is supported.`,
    );
  }
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function readMode(value: string): Mode {
  if (!isOneOf(MODES, value)) {
    throw invalid(`Search match mode \`${value}\` is not valid, expect one of ${MODES.join(', ')}.`);
  }
  return value;
}

function isOneOf<const T extends string>(choices: readonly T[], value: string): value is T {
  return (choices as readonly string[]).includes(value);
}

function invalid(details: string): Refusal {
  return new Refusal(400, 'request.invalid_input', { words: { details }, data: {} });
}
