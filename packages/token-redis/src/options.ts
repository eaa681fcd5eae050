import { createClient } from 'redis';
import { missingOfAddress } from './address.js';
import { type Client, type GivenClient, isClient } from './client.js';

interface SharedOptions {
  /**
   * What the names of keys and of the channel begin with. APIs that share cut-offs have the same one. Default
   * `token-standing`; letters, digits and `: . _ -`, 1 to 100 characters.
   */
  readonly prefix?: string;
  /** For one call to Redis, in seconds; then a new connection is made. Default 2; 0.1 to 30. */
  readonly timeout?: number;
}

/** Settings of {@link redisStandingStore}: which Redis, by a client or by an address. */
export type RedisStandingStoreOptions = SharedOptions &
  (
    | {
        /**
         * A client of node-redis, of `createClient` or `createCluster`, connected or not. Its settings are used for connections of
         * the store's own; the client itself is neither used nor closed.
         */
        readonly client: GivenClient;
        readonly url?: never;
      }
    | {
        /** `redis[s]://[[username][:password]@]host[:port][/database]`. User name and password are percent-encoded (RFC 3986 §2.1). */
        readonly url: string;
        readonly client?: never;
      }
  );

export interface StoreSettings {
  readonly client: Client;
  readonly prefix: string;
  /** Milliseconds. */
  readonly timeout: number;
}

const KNOWN = ['client', 'url', 'prefix', 'timeout'];
/** Braces would make another hash tag of a cluster's keys. */
const PREFIX = /^[A-Za-z0-9:._-]{1,100}$/;

/** Checks the options once, at start. Says nothing of what stands in them: an address may hold a password. */
export function readOptions(given: unknown): StoreSettings {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError('redisStandingStore: options: expected an object.');
  }
  const unknown = Object.keys(given).find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `redisStandingStore: unknown option ${JSON.stringify(unknown.slice(0, 100))}; known are ${KNOWN.join(', ')}.`,
    );
  }
  // Its own members alone: what somebody put on `Object.prototype` sets no option.
  const options = Object.assign(Object.create(null) as Record<string, unknown>, given);
  for (const name of KNOWN) {
    if (name in given && !(name in options || name in Object.prototype)) {
      throw new TypeError(`${name}: expected a member of its own, neither inherited nor hidden.`);
    }
  }
  return {
    client: readClient(options['client'], options['url']),
    prefix: readPrefix(options['prefix']),
    timeout: readTimeout(options['timeout']) * 1000,
  };
}

function readClient(client: unknown, url: unknown): Client {
  if ((client === undefined) === (url === undefined)) {
    throw new TypeError('redisStandingStore: expected one of the options client and url.');
  }
  const given: unknown = url === undefined ? client : clientFor(url);
  if (isClient(given)) return given;
  throw new TypeError(
    'client: expected a client of node-redis 5.9 or newer, of createClient() or createCluster().',
  );
}

function clientFor(url: unknown): unknown {
  const expected = missingOfAddress(url);
  if (expected !== undefined) throw new TypeError(`url: expected ${expected}.`);
  try {
    return createClient({ url: url as string });
  } catch {
    // Its error may show the address, with the password in it.
    throw new TypeError('url: expected an address that node-redis takes.');
  }
}

function readPrefix(value: unknown): string {
  if (value === undefined) return 'token-standing';
  if (typeof value === 'string' && PREFIX.test(value)) return value;
  throw new TypeError('prefix: expected 1 to 100 letters, digits and the characters : . _ -');
}

function readTimeout(value: unknown): number {
  if (value === undefined) return 2;
  if (typeof value === 'number' && value >= 0.1 && value <= 30) return value;
  throw new TypeError('timeout: expected a number of seconds from 0.1 to 30.');
}
