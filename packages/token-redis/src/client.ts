/**
 * A client of node-redis, for one server (`createClient`) or a cluster (`createCluster`), connected or not. It is never
 * used itself: the store works on connections of its own with the same settings, and closes those alone.
 */
export interface GivenClient {
  readonly isOpen: boolean;
  duplicate(): object;
}

/** The part of node-redis that the store uses, the same in both kinds of client and in both major versions. */
export interface Client {
  readonly isOpen: boolean;
  /** A cluster of version 5 has none: it is ready when it is open. */
  readonly isReady?: boolean;
  duplicate(overrides: object): Client;
  withTypeMapping(mapping: object): Client;
  connect(): Promise<unknown>;
  destroy(): void;
  on(event: string, listener: (value: unknown) => void): unknown;
  subscribe(channel: string, listener: () => void): Promise<unknown>;
  xRange(key: string, from: string, to: string, options: { COUNT: number }): Promise<readonly StreamEntry[]>;
  xRevRange(
    key: string,
    from: string,
    to: string,
    options: { COUNT: number },
  ): Promise<readonly StreamEntry[]>;
  zAdd(key: string, members: readonly ScoredMember[], options?: { comparison: 'GT' }): Promise<number>;
  zRangeByScore(key: string, from: number, to: number): Promise<readonly string[]>;
  zRemRangeByScore(key: string, from: number, to: number): Promise<number>;
  zScan(key: string, cursor: string, options: { COUNT: number }): Promise<ScannedPage>;
  multi(): Transaction;
}

export interface Transaction {
  zAdd(key: string, members: readonly ScoredMember[], options: { comparison: 'GT' }): Transaction;
  xAdd(key: string, id: '*', fields: Readonly<Record<string, string>>, options: object): Transaction;
  publish(channel: string, message: string): Transaction;
  exec(): Promise<readonly unknown[]>;
}

export interface ScoredMember {
  readonly score: number;
  readonly value: string;
}

export interface StreamEntry {
  readonly id: string;
  readonly message: Readonly<Record<string, string>>;
}

export interface ScannedPage {
  readonly cursor: string | number;
  readonly members: readonly ScoredMember[];
}

/** Whether it has what the store needs; a client of another library has not. */
export function isClient(value: unknown): value is Client {
  if (typeof value !== 'object' || value === null) return false;
  const client = value as Readonly<Record<string, unknown>>;
  return ['duplicate', 'withTypeMapping', 'zAdd', 'xRange', 'multi', 'subscribe', 'destroy'].every(
    (name) => typeof client[name] === 'function',
  );
}

/**
 * A connection of our own with the settings of the one that was given.
 *
 * Its errors are ours to hear. What the app put between itself and Redis is left out: a cache in the process would answer
 * for Redis, and a mapping of types would give buffers.
 */
export function ownClient(given: Client): Client {
  return given.duplicate({
    clientSideCache: undefined,
    emitInvalidate: undefined,
    minimizeConnections: true,
  });
}

export function isCluster(client: Client): boolean {
  return 'nodeClient' in client;
}
