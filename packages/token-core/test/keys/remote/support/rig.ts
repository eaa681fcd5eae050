import { onTestFinished } from 'vitest';
import {
  createVerifier,
  discoveredKeys,
  type JsonWebKeySet,
  type KeyEvent,
  type KeySource,
  remoteKeys,
  type RemoteKeysOptions,
  TokenError,
  type Verifier,
  type VerifyContext,
} from '../../../../src/index.js';
import { type Answer, FaultServer, json } from './server.js';
import { first, forge, ISSUER, jwksOf, mint, RESOURCE, START } from './tokens.js';

/** The two sources of keys on the network: both keep every rule. */
export type SourceName = 'remoteKeys' | 'discoveredKeys';
const EVERY: readonly SourceName[] = ['remoteKeys', 'discoveredKeys'];
/** All of them, but for a run that has to be quick: `KEY_SOURCES=remoteKeys`. */
export const SOURCES = EVERY.filter((name) => name === (process.env['KEY_SOURCES'] ?? name));

/** A clock that only moves when told to. */
export interface TestClock {
  now: () => number;
  /** Moves it, in seconds. */
  advance(seconds: number): void;
  set(milliseconds: number): void;
}

export function makeClock(start = START): TestClock {
  let time = start;
  return {
    now: () => time,
    advance: (seconds) => {
      time += seconds * 1000;
    },
    set: (milliseconds) => {
      time = milliseconds;
    },
  };
}

/** One API with its verifier, one authorization server, one clock. */
export interface Rig {
  readonly server: FaultServer;
  readonly clock: TestClock;
  readonly keys: KeySource;
  readonly verifier: Verifier;
  readonly issuer: string;
  readonly events: KeyEvent[];
  /** How the address of the key set answers from now on. */
  answer(answer: Answer): void;
  /** Publishes a key set, healthy. */
  publish(jwks: JsonWebKeySet, headers?: Readonly<Record<string, string>>): void;
  /** How often the key set was asked for. */
  fetches(): number;
  /** A fresh token of this issuer. */
  mint(key?: typeof first): Promise<string>;
  /** A token of this issuer, issued now, that names a key nobody has. */
  forge(kid: string | undefined, claims?: object, alg?: string): string;
  /** Verifies a token and tells the outcome in a word: `accepted`, or the reason. */
  outcome(token: string, context?: VerifyContext): Promise<string>;
  /** The same for a fresh token with this key. */
  outcomeOf(key?: typeof first, context?: VerifyContext): Promise<string>;
  /** Waits for a background fetch to end, by the events it is reported with. */
  landed(fetches: number): Promise<void>;
}

/** Sets up a rig, which ends with the test. The key set starts healthy, with the key `first`. */
export async function makeRig(
  source: SourceName = 'remoteKeys',
  options: RemoteKeysOptions = {},
  { timeout }: { readonly timeout?: 'default' } = {},
): Promise<Rig> {
  const server = await FaultServer.start();
  onTestFinished(() => server.stop());
  const clock = makeClock();
  server.now = () => (Number.isNaN(clock.now()) ? START : clock.now());
  const events: KeyEvent[] = [];
  const issuer = source === 'remoteKeys' ? ISSUER : `${server.origin}/oidc`;
  const all: RemoteKeysOptions = {
    ...(timeout === 'default' ? {} : { timeout: 2 }),
    ...options,
    onEvent: (event) => {
      events.push(event);
      return options.onEvent?.(event);
    },
  };
  server.on('/oidc/.well-known/openid-configuration', json({ issuer, jwks_uri: `${server.origin}/jwks` }));
  server.on('/jwks', json(jwksOf(first)));
  const keys =
    source === 'remoteKeys' ? remoteKeys(`${server.origin}/jwks`, all) : discoveredKeys(issuer, all);
  const verifier = createVerifier({
    issuer,
    resource: RESOURCE,
    keys,
    now: () => clock.now(),
  });
  const outcome = (token: string, context?: VerifyContext): Promise<string> =>
    verifier.verify(token, undefined, context).then(() => 'accepted', reasonOf);
  const rig: Rig = {
    server,
    clock,
    keys,
    verifier,
    issuer,
    events,
    answer: (answer) => server.on('/jwks', answer),
    publish: (jwks, headers) => server.on('/jwks', json(jwks, headers)),
    fetches: () => server.count('/jwks'),
    mint: (key = first) => mint(key, { iss: issuer, iat: secondsOf(clock) }),
    forge: (kid, claims, alg) => forge(kid, { iss: issuer, iat: secondsOf(clock), ...claims }, alg),
    outcome,
    outcomeOf: async (key = first, context) => outcome(await rig.mint(key), context),
    landed: (fetches) =>
      until(() => events.filter(({ type }) => type === 'refreshed' || type === 'failed').length >= fetches),
  };
  return rig;
}

/** When a token is issued now. */
function secondsOf(clock: TestClock): number {
  return Math.floor(clock.now() / 1000) || 0;
}

export function reasonOf(error: unknown): string {
  if (error instanceof TokenError) return error.reason;
  throw error;
}

/** The error that a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expectRejection(),
    (error: unknown) => error,
  );
}

function expectRejection(): never {
  throw new Error('expected a rejection');
}

/** Waits turn by turn until something has happened that no promise tells of. */
export async function until(happened: () => boolean): Promise<void> {
  // In turns, as deadlines are: a busy machine is no reason to give up.
  for (let turns = 0; !happened(); turns += 1) {
    if (turns > 1000) throw new Error('it never happened');
    await pause(1);
  }
}

/** A pause in real milliseconds; never more than 50 where no server's delay is the point. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
