import type { Client } from './client.js';
import { Line } from './line.js';
import { RedisStoreError, troubleOf } from './trouble.js';

/** Milliseconds after which a connection that cannot come back by itself is made anew. */
const PAUSE = 1000;

/** A connection that is made anew whenever it is of no use, and the bells that ring at news. */
export class Link {
  readonly #make: () => Client;
  readonly #channel: string;
  readonly #limit: number;
  readonly #bells = new Set<() => void>();
  #line: Line | undefined;
  #pause: NodeJS.Timeout | undefined;
  /** Whether something failed that may have been news, and is worth a bell when there is a connection again. */
  #isLost = false;
  #life = 0;
  #closed = false;

  /** @param limit - Milliseconds for one call. */
  constructor(make: () => Client, channel: string, limit: number) {
    this.#make = make;
    this.#channel = channel;
    this.#limit = limit;
  }

  /** Another number after each loss: what was begun before may go on at another server. */
  get life(): number {
    return this.#life;
  }

  /**
   * Makes one call.
   *
   * @throws RedisStoreError
   */
  async call<T>(work: (client: Client) => Promise<T>): Promise<T> {
    if (this.#closed) throw new RedisStoreError('closed');
    const line = this.#open();
    try {
      return await within(this.#limit, line.commands().then(work));
    } catch (thrown) {
      const trouble = troubleOf(thrown);
      this.#isLost = true;
      // Whatever is sent after a command without an answer waits behind it, and a dead peer is told from a slow one by nothing
      // else for minutes.
      if (trouble.kind === 'no_answer') this.#renew(line);
      // A primary that became a replica: its successor is found at the same address, by a new connection.
      else if (trouble.code === 'READONLY') this.#renewSoon(line);
      throw trouble;
    }
  }

  listen(bell: () => void): () => void {
    // Each call is a listener of its own, also for the same function.
    const ring = () => bell();
    this.#bells.add(ring);
    if (!this.#closed) this.#open();
    return () => {
      this.#bells.delete(ring);
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#pause);
    this.#bells.clear();
    this.#line?.end();
    this.#line = undefined;
  }

  #open(): Line {
    if (this.#line !== undefined) return this.#line;
    const line: Line = new Line(this.#make, this.#channel, {
      // Whoever asks for the first time is waiting, and needs no bell.
      onStart: () => {
        if (this.#isLost) this.#ring();
        this.#isLost = false;
      },
      onNews: () => this.#ring(),
      onBack: () => {
        this.#life += 1;
        this.#ring();
      },
      onBroken: () => this.#renewSoon(line),
    });
    this.#line = line;
    return line;
  }

  #renew(line: Line): void {
    if (this.#line !== line || this.#closed) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#isLost = true;
    this.#life += 1;
    line.end();
    this.#line = undefined;
    this.#open();
  }

  #renewSoon(line: Line): void {
    // One that is due stays due, however often the line fails meanwhile.
    if (this.#line !== line || this.#closed || this.#pause !== undefined) return;
    this.#pause = setTimeout(() => this.#renew(line), PAUSE);
    this.#pause.unref();
  }

  #ring(): void {
    for (const bell of this.#bells) {
      try {
        bell();
      } catch {
        // A bell that fails must not end the connection it hangs on.
      }
    }
  }
}

async function within<T>(limit: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const ended = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new RedisStoreError('no_answer')), limit);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    clearTimeout(timer);
  }
}
