import { isJsonObject, own } from '../json.js';
import { fail } from '../options.js';

/**
 * Which tokens a cut-off is for. Every member that is named must match; a token that lacks one of them does not. `role`,
 * `grant` and `session` need to be told where they stand in a token (the option `claims`).
 */
export type CutOffMatch =
  | ({ readonly everyone: true } & { readonly [K in Kind]?: never })
  | {
      readonly everyone?: never;
      /** The subject (`sub`). */
      readonly sub?: string;
      /** The client (`client_id`). */
      readonly client?: string;
      /** The organization, where the verifier's option `organizationClaim` finds it. */
      readonly organization?: string;
      /** One of the roles. */
      readonly role?: string;
      /** The grant that the token was issued for. */
      readonly grant?: string;
      /** The session of sign-in that the token was issued in. */
      readonly session?: string;
      /** This one token. */
      readonly jti?: string;
    };

/** Tokens that match and were issued in that second or before are refused. */
export interface CutOff {
  /** Whose tokens these are. */
  readonly match: CutOffMatch;
  /** The moment by the authorization server's own clock, in seconds since the epoch; parts of a second are dropped. */
  readonly before: number;
  /**
   * Who says so: `server` (the default), when the moment is the authorization server's own; `here`, when it was worked out by
   * a clock of ours, which tells the second less exactly: then the client is asked to come again for two seconds, not one.
   */
  readonly origin?: 'server' | 'here';
  /** When it has no token left to refuse, in seconds since the epoch. Stands on what a store is given; ignored elsewhere. */
  readonly until?: number;
}

/** The members of a match, in the order of their bits. */
export const KINDS = ['sub', 'client', 'organization', 'role', 'grant', 'session', 'jti'] as const;
export type Kind = (typeof KINDS)[number];

/** A cut-off as it is held. */
export interface ReadCutOff {
  /** A bit per member that is named; 0 for everyone. */
  readonly mask: number;
  /** What the named members say, as one text. */
  readonly key: string;
  /** Whole seconds since the epoch. */
  readonly before: number;
  readonly isHere: boolean;
}

/** Longer is no name of anything: a token is as long as its header may be. */
const LONGEST_NAME = 2048;
/** A moment as late as this was counted in milliseconds. */
const END_OF_SECONDS = 1e11;
const EXPECTED_MATCH = `{ everyone: true }, or at least one of ${KINDS.join(', ')} with a text`;

/** @throws TypeError that names the member that is wrong. */
export function checkCutOff(value: unknown): ReadCutOff {
  return read(value, fail) as ReadCutOff;
}

/** The same for what comes out of a store: `undefined` for what is none. */
export function readStored(value: unknown): ReadCutOff | undefined {
  try {
    return read(value, nothing);
  } catch {
    // A member that throws.
    return undefined;
  }
}

/** @throws TypeError */
export function checkMatch(match: unknown): Pick<ReadCutOff, 'mask' | 'key'> {
  return readMatch(match, fail) as Pick<ReadCutOff, 'mask' | 'key'>;
}

type Refuse = (option: string, expected: string, found: unknown) => undefined;
const nothing: Refuse = () => undefined;

function read(value: unknown, refuse: Refuse): ReadCutOff | undefined {
  if (!isJsonObject(value)) return refuse('cutOff', 'an object { match, before }', value);
  const [before, origin] = [own(value, 'before'), own(value, 'origin')];
  const match = readMatch(own(value, 'match'), refuse);
  if (match === undefined) return undefined;
  if (typeof before !== 'number' || !(before >= 0 && before < END_OF_SECONDS))
    return refuse('before', 'seconds since the epoch, from 0 to below 1e11', before);
  if (origin !== undefined && origin !== 'server' && origin !== 'here')
    return refuse('origin', "'server' or 'here'", origin);
  return { mask: match.mask, key: match.key, before: Math.floor(before), isHere: origin === 'here' };
}

function readMatch(value: unknown, refuse: Refuse): Pick<ReadCutOff, 'mask' | 'key'> | undefined {
  if (!isJsonObject(value)) return refuse('match', EXPECTED_MATCH, value);
  const names = Object.keys(value);
  if (names.includes('everyone')) {
    if (names.length > 1 || value['everyone'] !== true)
      return refuse('match.everyone', 'true, and no other member', value['everyone']);
    return { mask: 0, key: '' };
  }
  let mask = 0;
  for (const name of names) {
    const bit = (KINDS as readonly string[]).indexOf(name);
    if (bit < 0)
      return refuse(`match.${name.slice(0, 100)}`, `no other member than ${KINDS.join(', ')}`, value[name]);
    mask |= 1 << bit;
  }
  if (mask === 0) return refuse('match', EXPECTED_MATCH, value);
  const texts: string[] = [];
  for (const kind of kindsOf(mask)) {
    const text = value[kind];
    if (typeof text !== 'string' || text === '' || text.length > LONGEST_NAME)
      return refuse(`match.${kind}`, `a text of 1 to ${LONGEST_NAME} characters`, text);
    texts.push(text);
  }
  return { mask, key: keyOf(texts) };
}

/** One text for what the members say; of one member the text itself, so that most need no second one. */
export function keyOf(texts: readonly string[]): string {
  return texts.length === 1 ? (texts[0] as string) : JSON.stringify(texts);
}

/** Once for each mask, since a million cut-offs may come at once. */
const KINDS_OF: readonly (readonly Kind[])[] = Array.from({ length: 1 << KINDS.length }, (_, mask) =>
  KINDS.filter((_kind, bit) => (mask & (1 << bit)) !== 0),
);

/** The members that a mask stands for. */
export function kindsOf(mask: number): readonly Kind[] {
  return KINDS_OF[mask] as readonly Kind[];
}

/** What a store is given. */
export function writtenForm({ mask, key, before, isHere }: ReadCutOff, until: number): CutOff {
  return Object.freeze({
    match: Object.freeze(matchOf(mask, key)),
    before,
    origin: isHere ? 'here' : 'server',
    until,
  });
}

function matchOf(mask: number, key: string): CutOffMatch {
  if (mask === 0) return { everyone: true };
  const kinds = kindsOf(mask);
  const texts = kinds.length === 1 ? [key] : (JSON.parse(key) as readonly string[]);
  return Object.fromEntries(kinds.map((kind, index) => [kind, texts[index]]));
}
