import {
  describe,
  expectBoolean,
  expectList,
  expectObject,
  expectOneOf,
  expectText,
  expectWholeNumber,
  fail,
} from './access/expectation.js';
import { createClock } from './clock.js';
import type { Clock } from './clock.js';
import { isHost, isHostname } from './http/host.js';
import { isLoopbackAddress } from './http/loopback.js';
import { SIGNING_ALGORITHMS } from './keys/signing-key.js';
import type { SigningAlgorithm } from './keys/signing-key.js';

/** How an issuer runs. Everything has a default. */
export interface IssuerOptions {
  /** The TCP port, 0 to 65535; 0 lets the system choose and `issuer.url` tells. Default 3300. */
  readonly port?: number;
  /**
   * The loopback host to listen on and to name in the issuer's URL: `localhost` (both 127.0.0.1 and ::1),
   * `::1` or an address in 127.0.0.0/8. Default `localhost`. Nothing else is possible: this server has
   * test users and must not be reachable from another machine.
   */
  readonly host?: string;
  /**
   * For containers in development: the name, or name and port, by which other machines reach this one, such as
   * `issuer` or `issuer:8080`. It becomes part of the issuer's URL, and the server listens on every address. Others
   * are answered at `/oidc` only; the sign-in pages with their chooser and `/api` stay this machine's own. Default
   * none: nobody else can reach it. Not together with `host`.
   */
  readonly publicHost?: string;
  /** What access tokens and ID tokens are signed with. Default `ES384`, as in Logto. */
  readonly algorithm?: SigningAlgorithm;
  /** Whether the sign-in page offers the users of the model to sign in as with one click. Default true. */
  readonly chooser?: boolean;
  /**
   * A file that keeps sessions, refresh tokens, signing keys and run-time changes of the access model, so that
   * they outlive a restart (SQLite; Node 22.13 or newer). One issuer has it at a time. The changes count as long as the given
   * model is the same. Its private keys are not encrypted. Default: memory.
   */
  readonly storageFile?: string;
  /**
   * Hosts beside loopback that webhooks may be sent to, such as `hooks.example.com`: exact names, without port.
   * Default none.
   */
  readonly webhookHosts?: readonly string[];
  /**
   * Whether a client may have the address of a document for its id, which says who it is (client id metadata documents, as
   * MCP clients use them), instead of being registered in the model. Documents are fetched over https from public addresses:
   * JSON of at most 64 KiB, within 5 seconds, without a redirect. Such a client is public; its person is asked to
   * sign in each time. Default false: nothing is ever fetched.
   */
  readonly clientIdDocuments?: boolean;
  /**
   * Hosts that client documents may be fetched from although they are on this machine or its network, or speak plain http, such as
   * `localhost:4000`: exact, with the port where it is not the scheme's own. Only beside `clientIdDocuments`. Default none.
   */
  readonly clientIdDocumentHosts?: readonly string[];
  /** Told of every failure that is answered with `server_error` (500), and of changes that could not be kept. Default: nobody is told. */
  readonly onError?: (error: unknown) => void;
  /**
   * Told, in one sentence and without a secret, what a developer would wonder about: why a token is opaque or its
   * scope is empty, that `customClaims` failed. Default: nobody is told.
   */
  readonly onNotice?: (notice: string) => void;
  /**
   * The clock, in milliseconds since the epoch, to see in a test what ends: tokens, sessions, secrets. It may only
   * go forward. It is asked once at start, and has to tell a moment between March 1973 (1e11) and the year 5138 (1e14). By one
   * that is behind the machine's an ID token ends a second after the machine's now at the earliest. Default: the machine's.
   */
  readonly now?: () => number;
}

/** Options after their check. */
export interface CheckedOptions {
  readonly port: number;
  readonly host: string;
  readonly publicHost: string | undefined;
  readonly algorithm: SigningAlgorithm;
  readonly chooser: boolean;
  readonly storageFile: string | undefined;
  readonly webhookHosts: readonly string[];
  /** `undefined`: no client may have a document. */
  readonly clientIdDocumentHosts: readonly string[] | undefined;
  readonly onError: (error: unknown) => void;
  readonly onNotice: (notice: string) => void;
  readonly clock: Clock;
}

const MEMBERS: readonly (keyof IssuerOptions)[] = [
  'port',
  'host',
  'publicHost',
  'algorithm',
  'chooser',
  'storageFile',
  'webhookHosts',
  'clientIdDocuments',
  'clientIdDocumentHosts',
  'onError',
  'onNotice',
  'now',
];

/** @throws TypeError that names the option. */
export function checkOptions(options: IssuerOptions): CheckedOptions {
  const given = expectObject('options', options, MEMBERS);
  const publicHost = expectPublicHost(given['publicHost']);
  if (publicHost !== undefined && given['host'] !== undefined) {
    fail('publicHost', 'no host beside it', describe(given['host']));
  }
  return {
    port: expectWholeNumber('port', given['port'], { min: 0, max: 65_535, unit: 'a TCP port' }, 3300),
    host:
      given['host'] === undefined
        ? 'localhost'
        : expectText(
            'host',
            given['host'],
            'a loopback host: localhost, ::1 or 127.0.0.1',
            isLoopbackAddress,
          ),
    publicHost,
    algorithm:
      given['algorithm'] === undefined
        ? 'ES384'
        : expectOneOf('algorithm', given['algorithm'], SIGNING_ALGORITHMS),
    chooser: expectBoolean('chooser', given['chooser'], true),
    storageFile: expectStorageFile(given['storageFile']),
    webhookHosts: expectList('webhookHosts', given['webhookHosts']).map((host, index) =>
      expectText(`webhookHosts[${index}]`, host, 'a host name as URLs spell it, without port', isHostname),
    ),
    clientIdDocumentHosts: expectDocumentHosts(given),
    onError: expectFunction(given, 'onError') ?? (() => {}),
    onNotice: expectFunction(given, 'onNotice') ?? (() => {}),
    clock: createClock(expectClock(expectFunction(given, 'now'))),
  };
}

function expectPublicHost(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return expectText(
    'publicHost',
    value,
    'a host as URLs spell it, with a port or without, such as issuer or issuer:8080',
    isHost,
  );
}

function expectStorageFile(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return expectText('storageFile', value, 'the path of a file', (text) => !text.includes('\0'));
}

function expectDocumentHosts(given: GivenOptions): readonly string[] | undefined {
  const hosts = expectList('clientIdDocumentHosts', given['clientIdDocumentHosts']).map((host, index) =>
    expectText(
      `clientIdDocumentHosts[${index}]`,
      host,
      'a host as URLs spell it, with a port or without, such as localhost:4000',
      isHost,
    ),
  );
  if (expectBoolean('clientIdDocuments', given['clientIdDocuments'], false)) return hosts;
  if (hosts.length > 0) fail('clientIdDocumentHosts', 'clientIdDocuments: true beside it', 'it without');
  return undefined;
}

type GivenOptions = Readonly<Record<string, unknown>>;

function expectFunction<N extends 'onError' | 'onNotice' | 'now'>(
  options: GivenOptions,
  name: N,
): IssuerOptions[N] | undefined {
  const value = options[name];
  if (value !== undefined && typeof value !== 'function') fail(name, 'a function', describe(value));
  return value as IssuerOptions[N] | undefined;
}

/** Asked once, so that a clock in seconds or nanoseconds, or one that tells no number, stops the start. */
function expectClock(now: (() => number) | undefined): (() => number) | undefined {
  if (now === undefined) return undefined;
  const value: unknown = now();
  if (typeof value !== 'number' || !(value > 1e11 && value < 1e14)) {
    fail('now', 'a clock in milliseconds since the epoch', `one that says ${describe(value)}`);
  }
  return now;
}
