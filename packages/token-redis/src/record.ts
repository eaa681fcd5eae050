import type { CutOff, CutOffMatch } from '@acme/token-core/standing';
import type { ScoredMember } from './client.js';

/** In the order in which they are written, so that machines write the same cut-off as the same text. */
const KINDS = ['sub', 'client', 'organization', 'role', 'grant', 'session', 'jti'] as const;

/** Where nobody says when a cut-off ends: it is kept for a month, longer than tokens live. */
const KEPT_FOR = 30 * 86_400;

/** A cut-off as a member of the sorted set; its score is the moment it ends. */
export function toMember({ match, before, origin, until }: CutOff): ScoredMember {
  const value = JSON.stringify([before, origin ?? 'server', canonical(match)]);
  return { score: until ?? before + KEPT_FOR, value };
}

/** `undefined` for a text that is none of ours. Whether it makes sense is judged by whoever reads it. */
export function fromMember({ value, score }: ScoredMember): CutOff | undefined {
  const parts = parse(value);
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [before, origin, match] = parts as readonly unknown[];
  if (typeof before !== 'number' || (origin !== 'server' && origin !== 'here') || !isObject(match))
    return undefined;
  return { match: match as CutOffMatch, before, origin, until: score };
}

/** Members as one field of an entry that tells what was written. */
export function toEntry(members: readonly ScoredMember[]): string {
  return JSON.stringify(members.map(({ value, score }) => [score, value]));
}

/** `undefined` where the entry does not tell what was written. */
export function fromEntry(text: string | undefined): readonly ScoredMember[] | undefined {
  const pairs = text === undefined ? undefined : parse(text);
  if (!Array.isArray(pairs)) return undefined;
  const members: ScoredMember[] = [];
  for (const pair of pairs as readonly unknown[]) {
    const [score, value] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    if (typeof score !== 'number' || typeof value !== 'string') return undefined;
    members.push({ score, value });
  }
  return members;
}

function canonical(match: CutOffMatch): object {
  if (match.everyone === true) return { everyone: true };
  const named = KINDS.filter((kind) => match[kind] !== undefined);
  return Object.fromEntries(named.map((kind) => [kind, match[kind]]));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
