import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Html } from './html.js';

/** How many pages may listen at once. A browser opens six for one host. */
const MOST_READERS = 8;
/** In milliseconds: how often news are sent, how long a reader may be stuck, and how often silence is broken. */
const BEAT = 500;
const LONGEST_STUCK = 30_000;
const LONGEST_SILENCE = 15_000;

/** Where the news come from. */
export interface LiveSource {
  /** The name of the event. */
  readonly event: string;
  /** How many were only counted. */
  readonly counted: () => number;
  /** What came after the one by this number, the newest first; bounded by whoever keeps it. */
  readonly after: (id: number) => readonly { readonly id: number; readonly item: Html }[];
}

interface Reader {
  readonly response: ServerResponse;
  /** The number of the last one that it was sent. */
  last: number;
  counted: number;
  writtenAt: number;
}

/**
 * Sends news to the pages that are open, by server-sent events. A reader gets the next part only once it has read the last
 * one, and of what came meanwhile only what is still kept: a slow one holds no memory.
 */
export class Live {
  readonly #source: LiveSource;
  readonly #readers = new Set<Reader>();
  #timer: NodeJS.Timeout | undefined;

  constructor(source: LiveSource) {
    this.#source = source;
  }

  /** @returns false when there are too many readers already. */
  add(request: IncomingMessage, response: ServerResponse, after: number): boolean {
    if (this.#readers.size >= MOST_READERS) return false;
    const lastEventId = Number(request.headers['last-event-id'] ?? after);
    const reader: Reader = {
      response,
      last: Number.isSafeInteger(lastEventId) ? lastEventId : 0,
      counted: this.#source.counted(),
      writtenAt: Date.now(),
    };
    this.#readers.add(reader);
    response.on('close', () => this.#remove(reader));
    // A socket that breaks is closed, which is told above.
    response.on('error', () => undefined);
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.write(': open\n\n');
    this.#timer ??= setInterval(() => this.#beat(), BEAT).unref();
    return true;
  }

  #remove(reader: Reader): void {
    this.#readers.delete(reader);
    if (this.#readers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    const now = Date.now();
    for (const reader of this.#readers) {
      const { response, writtenAt } = reader;
      if (response.writableLength > 0) {
        if (now - writtenAt > LONGEST_STUCK) response.destroy();
        continue;
      }
      const part =
        this.#partFor(reader) ?? (now - writtenAt > LONGEST_SILENCE ? ': still here\n\n' : undefined);
      if (part === undefined) continue;
      reader.writtenAt = now;
      response.write(part);
    }
  }

  #partFor(reader: Reader): string | undefined {
    const news = this.#source.after(reader.last);
    const counted = this.#source.counted();
    if (news.length === 0 && counted === reader.counted) return undefined;
    reader.last = news[0]?.id ?? reader.last;
    reader.counted = counted;
    const data = JSON.stringify({ items: news.map(({ item }) => item.text), counted });
    return `id: ${reader.last}\nevent: ${this.#source.event}\ndata: ${data}\n\n`;
  }
}
