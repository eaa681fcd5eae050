import type { RequestLike } from '@acme/token-core';

/** One member of a token that may be shown. */
export interface ShownMember {
  readonly name: string;
  /** Escaped, in one line, at most 200 characters. */
  readonly value: string;
}

/** What a token says of itself: the members that rule 33 names, in this order, and nothing else. */
export type ShownToken = readonly ShownMember[];

/** Members of the header and of the claims that may be shown (rule 33). */
const HEADER_MEMBERS = ['typ', 'alg', 'kid'] as const;
const CLAIMS = ['iss', 'aud', 'exp', 'nbf', 'iat', 'scope', 'client_id'] as const;
const LONGEST = 200;
const LONGEST_TOKEN = 1_048_576;

/** What may be shown of the token of a request; `undefined` where it does not parse as a JWT. */
export function shownToken(request: RequestLike): ShownToken | undefined {
  const { headers } = request;
  const value: unknown =
    headers instanceof Headers ? headers.get('authorization') : Reflect.get(headers, 'authorization');
  if (typeof value !== 'string' || value.length > LONGEST_TOKEN) return undefined;
  const parts = value
    .replace(/^\s*bearer\s+/i, '')
    .trim()
    .split('.');
  if (parts.length !== 3) return undefined;
  const [header, claims] = [readObject(parts[0]), readObject(parts[1])];
  if (header === undefined || claims === undefined) return undefined;
  return [...shown(header, HEADER_MEMBERS), ...shown(claims, CLAIMS)];
}

function readObject(segment = ''): Readonly<Record<string, unknown>> | undefined {
  if (!/^[\w-]+$/.test(segment)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(segment, 'base64url'));
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function shown(object: Readonly<Record<string, unknown>>, names: readonly string[]): readonly ShownMember[] {
  return names
    .filter((name) => Object.hasOwn(object, name))
    .map((name) => ({ name, value: oneLine(object[name]) }));
}

/** One line without control, direction or invisible characters. */
function oneLine(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text
    .slice(0, 4 * LONGEST)
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .slice(0, LONGEST);
}
