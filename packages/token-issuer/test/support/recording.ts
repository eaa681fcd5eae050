import { readFileSync } from 'node:fs';

/** A call that was recorded against a running Logto 1.42, or a note. */
export interface Recorded {
  readonly what: string;
  readonly note?: unknown;
  readonly request?: RecordedRequest;
  readonly response?: RecordedResponse;
  /** The webhook events that it caused; absent: not counted. */
  readonly events?: readonly Readonly<Record<string, unknown>>[];
}

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly json?: unknown;
  readonly form?: Readonly<Record<string, string>>;
  readonly basic?: string;
}

export interface RecordedResponse {
  readonly status: number;
  readonly body: unknown;
  readonly 'total-number'?: string;
  readonly link?: string;
}

/** Reads a recording. */
export function readRecording(name: string): readonly Recorded[] {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as Recorded[];
}

const PLACEHOLDER = /<[^<>"]+>/g;
/** An id that the recording keeps as it was. */
const LITERAL_ID = /^(?:[0-9a-z]{21}|[0-9a-z]{12})$/;

/**
 * Compares what was recorded with what came, where ids, times and secrets have other values: each placeholder
 * is bound to what stands in its place the first time, and must be the same from then on.
 */
export class Bindings {
  readonly #values = new Map<string, string>();

  constructor(values: Readonly<Record<string, string>>) {
    for (const [placeholder, value] of Object.entries(values)) this.#values.set(placeholder, value);
  }

  get(placeholder: string): string | undefined {
    return this.#values.get(placeholder);
  }

  /** What a request says, with the values of now. */
  fill<T>(value: T): T {
    return JSON.parse(JSON.stringify(value), (_name, item: unknown) =>
      typeof item === 'string' ? this.fillText(item) : item,
    ) as T;
  }

  fillText(text: string): string {
    const literal = this.#values.get(text);
    if (literal !== undefined) return literal;
    return text.replaceAll(PLACEHOLDER, (placeholder) => this.#values.get(placeholder) ?? placeholder);
  }

  /** Where the two differ, as one path with both values; undefined where they do not. */
  difference(recorded: unknown, came: unknown, path = ''): string | undefined {
    if (typeof recorded === 'string') return this.#textDifference(recorded, came, path);
    if (Array.isArray(recorded)) return this.#listDifference(recorded, came, path);
    if (typeof recorded === 'object' && recorded !== null)
      return this.#objectDifference(recorded, came, path);
    return Object.is(recorded, came) ? undefined : unlike(path, recorded, came);
  }

  #objectDifference(recorded: object, came: unknown, path: string): string | undefined {
    if (typeof came !== 'object' || came === null || Array.isArray(came)) return unlike(path, recorded, came);
    const [wanted, found] = [Object.keys(recorded).toSorted(), Object.keys(came).toSorted()];
    if (wanted.join(' ') !== found.join(' ')) return unlike(`${path} (members)`, wanted, found);
    for (const [name, value] of Object.entries(recorded)) {
      const difference = this.difference(value, (came as Record<string, unknown>)[name], `${path}.${name}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }

  /** Lists have the same items; Logto's own order is that of its database where it asks for none. */
  #listDifference(recorded: readonly unknown[], came: unknown, path: string): string | undefined {
    if (!Array.isArray(came) || came.length !== recorded.length) return unlike(path, recorded, came);
    const rest = [...(came as unknown[])];
    for (const [index, item] of recorded.entries()) {
      const at = rest.findIndex((candidate) => this.#wouldFit(item, candidate));
      if (at < 0) return this.difference(item, rest[0], `${path}[${index}]`);
      const difference = this.difference(item, rest[at], `${path}[${index}]`);
      if (difference !== undefined) return difference;
      rest.splice(at, 1);
    }
    return undefined;
  }

  #wouldFit(recorded: unknown, came: unknown): boolean {
    const trial = new Bindings(Object.fromEntries(this.#values));
    return trial.difference(recorded, came) === undefined;
  }

  #textDifference(recorded: string, came: unknown, path: string): string | undefined {
    if (recorded === '<ms>' || recorded === '<s>') {
      const isMoment = typeof came === 'number' && came > (recorded === '<ms>' ? 1e12 : 1e9) && came < 1e13;
      return isMoment ? undefined : unlike(path, recorded, came);
    }
    if (recorded === '<iat+3600>') return typeof came === 'number' ? undefined : unlike(path, recorded, came);
    if (typeof came !== 'string') return unlike(path, recorded, came);
    if (recorded === '<ISO time>')
      return Number.isNaN(Date.parse(came)) ? unlike(path, recorded, came) : undefined;
    const sized = /^<(?:value|signingKey) (\d+)>$/.exec(recorded);
    // Secrets change: only their length stays.
    if (sized !== null) return came.length === Number(sized[1]) ? undefined : unlike(path, recorded, came);
    if (['<jwt>', '<jti>', '<session>'].includes(recorded))
      return came === '' ? unlike(path, recorded, came) : undefined;
    const isWhole = /^<[^<>"]+>$/.test(recorded) || LITERAL_ID.test(recorded);
    if (isWhole && !this.#values.has(recorded)) {
      const expected = LITERAL_ID.test(recorded) ? recorded.length : undefined;
      if (expected !== undefined && came.length !== expected) return unlike(path, recorded, came);
      this.#values.set(recorded, came);
      return undefined;
    }
    return this.fillText(recorded) === came ? undefined : unlike(path, this.fillText(recorded), came);
  }
}

function unlike(path: string, recorded: unknown, came: unknown): string {
  return `${path}: recorded ${JSON.stringify(recorded)}, came ${JSON.stringify(came)}`.slice(0, 800);
}
