import { Refusal } from './refusal.js';

const DEFAULT_SIZE = 20;
const LARGEST_SIZE = 100;

/** Which part of a list was asked for. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/**
 * Reads `page` and `page_size`.
 *
 * @param optional - Whether a request that has neither gets the whole list.
 * @returns undefined for the whole list.
 * @throws Refusal `guard.invalid_pagination`
 */
export function readPage(query: URLSearchParams, optional: boolean): Page | undefined {
  const page = readNumber(query, 'page');
  const size = readNumber(query, 'page_size');
  if (optional && page === undefined && size === undefined) return undefined;
  if (size !== undefined && size > LARGEST_SIZE) throw invalid();
  const limit = size ?? DEFAULT_SIZE;
  // Logto takes fractions: page 1.5 begins in the middle of the first one.
  return { offset: ((page ?? 1) - 1) * limit, limit };
}

/** The part of a list. */
export function cut<T>(items: readonly T[], { offset, limit }: Page): readonly T[] {
  const start = Math.round(offset);
  return items.slice(Math.max(start, 0), Math.max(start, 0) + Math.round(limit));
}

/**
 * `Total-Number` and `Link` (RFC 8288) of a part of a list.
 *
 * @param address - The list's own, without its query. Logto's lack `/api`.
 */
export function pageHeaders(
  total: number,
  { offset, limit }: Page,
  address: string,
  query: URLSearchParams,
): Readonly<Record<string, string | readonly string[]>> {
  const last = Math.max(Math.ceil(total / limit), 1);
  const page = Math.floor(offset / limit) + 1;
  const links = [
    link(address, query, 1, 'first'),
    ...(page > 1 ? [link(address, query, page - 1, 'prev')] : []),
    link(address, query, last, 'last'),
    ...(page < last ? [link(address, query, page + 1, 'next')] : []),
  ];
  return { 'total-number': String(total), link: links };
}

function readNumber(query: URLSearchParams, name: string): number | undefined {
  const values = query.getAll(name);
  if (values.length > 1) throw invalid();
  const [value = ''] = values;
  if (value === '') return undefined;
  const number = Number(value);
  if (!(number > 0)) throw invalid();
  return number;
}

function link(address: string, query: URLSearchParams, page: number, relation: string): string {
  // Logto joins what was sent twice with commas, and a `page` keeps its place.
  const names = [...new Set(query.keys())];
  const parameters = names.map((name) => [name, query.getAll(name).join(',')] as const);
  const search = new URLSearchParams({ ...Object.fromEntries(parameters), page: String(page) });
  return `<${address}?${search.toString()}>; rel="${relation}"`;
}

function invalid(): Refusal {
  return new Refusal(400, 'guard.invalid_pagination');
}
