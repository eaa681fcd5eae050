import type { RequestLike } from '@acme/token-core';
import { toLine } from '@acme/token-core/explain';

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
const CLAIMS = ['iss', 'aud', 'client_id', 'scope', 'iat', 'nbf', 'exp'] as const;
const MOMENTS: ReadonlySet<string> = new Set(['iat', 'nbf', 'exp']);
/** A longer text is not looked into. */
const LONGEST_TOKEN = 65_536;

/**
 * What may be shown of the token of a request; `undefined` where it does not parse as a JWT.
 *
 * @param field - Where the verifier reads it, in lower case.
 */
export function shownToken({ headers }: RequestLike, field = 'authorization'): ShownToken | undefined {
  const value: unknown = headers instanceof Headers ? headers.get(field) : Reflect.get(headers, field);
  if (typeof value !== 'string') return undefined;
  const jwt = readJwt(value.replace(/^\s*bearer\s+/i, ''));
  return jwt && [...shown(jwt.header, HEADER_MEMBERS), ...shown(jwt.claims, CLAIMS)];
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Header and claims of a text that parses as a JWT; its signature says nothing here. */
export function readJwt(
  text: string,
): { readonly header: JsonObject; readonly claims: JsonObject } | undefined {
  if (text.length > LONGEST_TOKEN) return undefined;
  const parts = text.trim().split('.');
  if (parts.length !== 3) return undefined;
  const [header, claims] = [readObject(parts[0]), readObject(parts[1])];
  return header && claims && { header, claims };
}

function readObject(segment = ''): JsonObject | undefined {
  if (!/^[\w-]+$/.test(segment)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(segment, 'base64url'));
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

function shown(object: JsonObject, names: readonly string[]): readonly ShownMember[] {
  return names
    .filter((name) => Object.hasOwn(object, name))
    .map((name) => ({ name, value: toLine(textOf(name, object[name])) }));
}

function textOf(name: string, value: unknown): string {
  if (MOMENTS.has(name) && typeof value === 'number') {
    const date = new Date(value * 1000);
    return Number.isFinite(date.getTime()) ? `${value} (${date.toISOString()})` : String(value);
  }
  return typeof value === 'string' ? value : json(value);
}

/** What is nested deeper than can be written, which only a forger sends, is not shown. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '…';
  }
}
