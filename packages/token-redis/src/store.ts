import { randomUUID } from 'node:crypto';
import { type Client, ownClient, type ScoredMember, type StreamEntry } from './client.js';
import type { CutOff, StandingChanges, StandingStore } from '@acme/token-core/standing';
import { Link } from './link.js';
import { readOptions, type RedisStandingStoreOptions } from './options.js';
import { fromEntry, fromMember, toEntry, toMember } from './record.js';
import { RedisStoreError } from './trouble.js';

/** So many members of the set are read at once, so that neither side is held up for long. */
const PAGE = 5000;
/** So many members are written at once. */
const CHUNK = 1000;
/** An entry of the log tells at most so many cut-offs; of more it tells only that there are some. */
const LARGEST_ENTRY = 100;
/** The log keeps about so many entries. Redis trims it in blocks of a hundred. */
const LOG_LENGTH = 1000;
const LONGEST_LOG = LOG_LENGTH + 200;
/** Seconds for which an ended cut-off is kept, for machines whose clocks are behind. */
const KEPT_ENDED = 60;

const EMPTY_LOG = '0-0';
const MARK = 'mark ';
const UNREADABLE: CutOff = { match: {}, before: Number.NaN };

/**
 * Cut-offs on Redis, for every machine: pass it as `store` to `createStanding` of `@acme/token-core/standing`.
 *
 * The truth is a sorted set. A log beside it tells what was written last, so that news cost what changed and not all that
 * is held; a channel is only the bell. It connects at its first use, on connections of its own, which `close()` ends.
 *
 * @throws TypeError that names the option.
 * @example
 * ```ts
 * const store = redisStandingStore({ client: createClient({ url: 'redis://127.0.0.1:6379' }) });
 * const standing = createStanding({ store, longestTokenLife: 3600, whenUnknown: 'accept' });
 * ```
 */
export function redisStandingStore(options: RedisStandingStoreOptions): StandingStore {
  const { client, prefix, timeout } = readOptions(options);
  // In braces: of a cluster's nodes, one has all of it.
  const name = (part: string) => `{${prefix}}:${part}`;
  const link = new Link(() => ownClient(client), name('bell'), timeout);
  const store = new RedisStandingStore(link, name('cut-offs'), name('log'), name('bell'));
  return {
    read: (since) => store.read(since),
    write: (cutOffs) => store.write(cutOffs),
    listen: (bell) => link.listen(bell),
    close: () => {
      link.close();
      return Promise.resolve();
    },
  };
}

class RedisStandingStore {
  readonly #link: Link;
  readonly #set: string;
  readonly #log: string;
  readonly #bell: string;
  /** What a failed write lacks shows only beside all that is there. */
  #writeFailures = 0;
  /** How many of them had failed when the last reading of all began. */
  #seenFailures = 0;

  constructor(link: Link, set: string, log: string, bell: string) {
    this.#link = link;
    this.#set = set;
    this.#log = log;
    this.#bell = bell;
  }

  async read(since: string | undefined): Promise<StandingChanges> {
    const failures = this.#writeFailures;
    const isOnTop = since !== undefined && failures === this.#seenFailures;
    const changes = isOnTop ? await this.#readChanges(since) : undefined;
    if (changes !== undefined) return changes;
    const all = await this.#readAll();
    this.#seenFailures = Math.max(this.#seenFailures, failures);
    return all;
  }

  async write(cutOffs: readonly CutOff[]): Promise<void> {
    const members = cutOffs.map(toMember);
    if (members.length === 0) return;
    try {
      await this.#write(members);
    } catch (thrown) {
      this.#writeFailures += 1;
      throw thrown;
    }
  }

  async #write(members: readonly ScoredMember[]): Promise<void> {
    // The set first: whoever reads the log afterwards finds all of it there.
    let start = 0;
    for (; members.length - start > CHUNK; start += CHUNK) {
      const chunk = members.slice(start, start + CHUNK);
      await this.#link.call((client) => client.zAdd(this.#set, chunk, { comparison: 'GT' }));
    }
    const entry = members.length > LARGEST_ENTRY ? '' : toEntry(members);
    const id = await this.#link.call((client) => this.#announce(client, members.slice(start), entry));
    await this.#removeEnded(id);
  }

  async #announce(client: Client, rest: readonly ScoredMember[], entry: string): Promise<string> {
    const trim = { TRIM: { strategy: 'MAXLEN', strategyModifier: '~', threshold: LOG_LENGTH } };
    const [, id] = await client
      .multi()
      .zAdd(this.#set, rest, { comparison: 'GT' })
      .xAdd(this.#log, '*', { entry }, trim)
      .publish(this.#bell, '')
      .exec();
    return String(id);
  }

  async #removeEnded(entryId: string): Promise<void> {
    try {
      await this.#link.call((client) => client.zRemRangeByScore(this.#set, -Infinity, endedBy(entryId)));
    } catch {
      // What was to be written is. The next write removes them.
    }
  }

  /** What came after `since`; `undefined` where that cannot be told from the log. */
  async #readChanges(since: string): Promise<StandingChanges | undefined> {
    const place = splitCursor(since);
    if (place === undefined) return undefined;
    const [last, marks] = place;
    const [marksNow, entries] = await this.#link.call((client) =>
      Promise.all([this.#readMarks(client), client.xRange(this.#log, last, '+', { COUNT: LONGEST_LOG })]),
    );
    if (marksNow !== marks || entries.length === LONGEST_LOG) return undefined;
    const [first, ...rest] = last === EMPTY_LOG ? [{ id: EMPTY_LOG, message: {} }, ...entries] : entries;
    // The log was cut off behind `since`, or it is another one by now.
    if (first?.id !== last || (last === EMPTY_LOG && rest.length > 0)) return undefined;
    const changes = readEntries(rest);
    return changes && { changes, cursor: joinCursor(marks, rest.at(-1)?.id ?? last), isWhole: false };
  }

  async #readAll(): Promise<StandingChanges> {
    const { life } = this.#link;
    // Where the log stands comes first: what is written meanwhile is read again.
    const [marks, log] = await this.#link.call((client) =>
      Promise.all([this.#readMarks(client), client.xRevRange(this.#log, '+', '-', { COUNT: 1 })]),
    );
    const mark = marks === '' ? await this.#mark() : marks;
    const members = new Map<string, number>();
    let cursor = '0';
    do {
      const from = cursor;
      const page = await this.#link.call((client) => client.zScan(this.#set, from, { COUNT: PAGE }));
      for (const { value, score } of page.members) members.set(value, score);
      cursor = String(page.cursor);
    } while (cursor !== '0');
    // A place in the set means nothing to another server.
    if (this.#link.life !== life) throw new RedisStoreError('unreachable');
    return {
      changes: readMembers(Array.from(members, ([value, score]) => ({ value, score }))),
      cursor: joinCursor(mark, log[0]?.id ?? EMPTY_LOG),
      isWhole: true,
    };
  }

  /**
   * The set's own marks, members that never end: a set without them, or with others, is not the one that was read before,
   * even where the log is. One is enough, but two machines may set one each at once.
   */
  async #readMarks(client: Client): Promise<string> {
    const marks = await client.zRangeByScore(this.#set, Infinity, Infinity);
    return marks.filter(isMark).join(',');
  }

  /** Where it may not be written, every reading is one of all. */
  async #mark(): Promise<string> {
    try {
      return await this.#link.call(async (client) => {
        await client.zAdd(this.#set, [{ score: Infinity, value: `${MARK}${randomUUID()}` }]);
        return this.#readMarks(client);
      });
    } catch {
      return '';
    }
  }
}

function isMark(value: string): boolean {
  return value.startsWith(MARK);
}

/**
 * Without those that have ended. What nobody can make anything of is given on as such, so that the standing tells of it.
 */
function readMembers(members: Iterable<ScoredMember>): readonly CutOff[] {
  const now = Date.now() / 1000;
  const cutOffs: CutOff[] = [];
  for (const member of members) {
    if (!isMark(member.value) && member.score > now) cutOffs.push(fromMember(member) ?? UNREADABLE);
  }
  return cutOffs;
}

/** `undefined` where one of them does not tell what was written. */
function readEntries(entries: readonly StreamEntry[]): readonly CutOff[] | undefined {
  const members: ScoredMember[] = [];
  for (const { message } of entries) {
    const told = fromEntry(message['entry']);
    if (told === undefined) return undefined;
    members.push(...told);
  }
  return readMembers(members);
}

/** By the clock of Redis, which stands in the id of an entry, and by ours: where one of them is wrong, nothing is lost. */
function endedBy(entryId: string): number {
  const [milliseconds] = entryId.split('-');
  return Math.min(Number(milliseconds), Date.now()) / 1000 - KEPT_ENDED;
}

function joinCursor(marks: string, entry: string): string {
  return `${entry} ${marks}`;
}

function splitCursor(cursor: string): readonly [entry: string, marks: string] | undefined {
  const [, entry, marks] = /^(\d+-\d+) (.+)$/.exec(cursor) ?? [];
  return entry === undefined || marks === undefined ? undefined : [entry, marks];
}
