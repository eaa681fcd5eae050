import { type Client, isCluster } from './client.js';
import { RedisStoreError, troubleOf } from './trouble.js';

/** What a line tells to whoever made it. */
export interface LineListener {
  /** It may be used, for the first time. */
  onStart(): void;
  /** Somebody wrote: what is known may be old. */
  onNews(): void;
  /** A connection that was lost is back, perhaps with another server at its end. */
  onBack(): void;
  /** It will not come back by itself. */
  onBroken(): void;
}

/**
 * One life of the connections: one for commands and one that listens, since a connection that listens takes no commands
 * before RESP 3. A cluster has both in one client.
 */
export class Line {
  readonly #commands: Client;
  readonly #subscriber: Client;
  readonly #listener: LineListener;
  readonly #usable: Promise<void>;
  #trouble: RedisStoreError | undefined;
  #started = false;
  #ended = false;

  constructor(make: () => Client, channel: string, listener: LineListener) {
    this.#listener = listener;
    this.#commands = make();
    this.#subscriber = isCluster(this.#commands) ? this.#commands : make();
    this.#usable = new Promise((resolve, reject) => {
      for (const client of this.#clients()) this.#hear(client, reject);
      this.#start(channel).then(resolve, (thrown: unknown) => {
        this.#trouble = troubleOf(thrown);
        reject(this.#trouble);
        this.#break();
      });
    });
    // Somebody waits for it only if a call is made meanwhile.
    this.#usable.catch(() => undefined);
  }

  /**
   * The client for commands.
   *
   * @throws RedisStoreError at the first trouble, although node-redis goes on trying to connect.
   */
  async commands(): Promise<Client> {
    if (!this.#started) {
      if (this.#trouble !== undefined) throw this.#trouble;
      await this.#usable;
    }
    // One whose settings forbid it to connect again tells of that in version 6 alone.
    if ([...this.#clients()].some((client) => !client.isOpen)) this.#break();
    // Not ready, it would keep a command in a queue for as long as the outage lasts.
    if (!isUsable(this.#commands)) throw this.#trouble ?? new RedisStoreError('unreachable');
    return this.#commands.withTypeMapping({});
  }

  end(): void {
    this.#ended = true;
    for (const client of this.#clients()) {
      try {
        client.destroy();
      } catch {
        // It was not open.
      }
    }
  }

  #clients(): ReadonlySet<Client> {
    return new Set([this.#commands, this.#subscriber]);
  }

  /** Listens before anything is read: what is written in between is heard of. */
  async #start(channel: string): Promise<void> {
    await Promise.all([...this.#clients()].map((client) => client.connect()));
    await this.#subscriber.subscribe(channel, () => {
      if (!this.#ended) this.#listener.onNews();
    });
    this.#started = true;
    if (!this.#ended) this.#listener.onStart();
  }

  /** Without a listener for errors, node-redis throws them into the process. */
  #hear(client: Client, onTrouble: (trouble: RedisStoreError) => void): void {
    const trouble = (thrown: unknown) => {
      this.#trouble = troubleOf(thrown);
      onTrouble(this.#trouble);
    };
    client.on('error', trouble);
    client.on('ready', () => {
      // It has subscribed again before it says so. The last of both is the one that counts.
      const isBack = [...this.#clients()].every(isUsable);
      if (isBack && this.#started && !this.#ended) this.#listener.onBack();
    });
    client.on('end', () => this.#break());
    // Of a node of a cluster. What is known of its nodes may be old by then, and is asked anew.
    client.on('node-error', (thrown) => {
      trouble(thrown);
      this.#break();
    });
  }

  #break(): void {
    if (!this.#ended) this.#listener.onBroken();
  }
}

function isUsable({ isOpen, isReady }: Client): boolean {
  return isReady ?? isOpen;
}
