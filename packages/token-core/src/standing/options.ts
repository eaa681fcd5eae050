import { fail, kind, milliseconds, number, type Reader, readOptions, withFunctions } from '../options.js';
import { member } from '../json.js';
import { readClock } from './clock.js';
import type { StandingEventListener } from './events.js';
import { FactReader, type StandingClaims } from './facts.js';
import { toConsole } from './report.js';
import type { StandingStore } from './store.js';

/** What a standing is made with. */
export interface StandingOptions {
  /**
   * How long the longest token lives, in seconds (`exp` less `iat`): from 60 to 31536000. Required: a cut-off is kept for this
   * long, so a token that lives longer would outlive what revoked it. One that does is refused (401 `claim`), and so is one
   * without `iat`, or whose `iat` lies ahead by more than the verifier's clock tolerance.
   */
  readonly longestTokenLife: number;
  /**
   * Where cut-offs are kept for every machine. Default: nowhere, so that they are this process's own and are forgotten when it
   * ends, which is said at start.
   */
  readonly store?: StandingStore;
  /**
   * What becomes of a good token that nothing known cuts off, while the store cannot be heard: `'accept'`, with an event, or
   * `'refuse'`, with 503. Never 401. Required with a store that many machines share; there is no default.
   */
  readonly whenUnknown?: 'accept' | 'refuse';
  /** How old what was heard last may be before the store counts as unheard, in seconds. Default 30; 1 to 3600. */
  readonly maxStaleness?: number;
  /**
   * How often the store is read while requests come, in seconds, beside what its bell starts. Default 5, at most
   * `maxStaleness`; 0.1 to 3600.
   */
  readonly readEvery?: number;
  /**
   * How many cut-offs are held. At the bound the oldest become one that cuts off everyone's tokens up to that moment, with an
   * event. Default 100000; 100 to 10000000.
   */
  readonly maxCutOffs?: number;
  /** Where in a token its roles, its grant and its session stand, for cut-offs that name them. Default: nowhere. */
  readonly claims?: StandingClaims;
  /**
   * Milliseconds since the epoch, for cut-offs made before there is a verifier, which brings its own. Default `Date.now`. It has
   * to tell what the verifier's option `now` has to.
   */
  readonly now?: () => number;
  /** Told what happens to it. Default: `console`, warnings and what is said at start. */
  readonly onEvent?: StandingEventListener;
}

/** The checked options. */
export interface StandingSettings {
  /** Seconds. */
  readonly longestTokenLife: number;
  readonly store: StandingStore | undefined;
  readonly acceptsUnknown: boolean;
  /** Milliseconds. */
  readonly maxStaleness: number;
  /** Milliseconds. */
  readonly readEvery: number;
  readonly maxCutOffs: number;
  readonly claims: StandingClaims;
  readonly facts: FactReader;
  readonly now: () => number;
  readonly onEvent: StandingEventListener;
}

function readers() {
  return {
    longestTokenLife: number(60, 31_536_000, undefined),
    store: withFunctions<StandingStore>(
      ['read', 'write', 'listen', 'close'],
      'an object with the methods read, write, listen and close',
    ),
    whenUnknown: (value: unknown): unknown => value,
    maxStaleness: number(1, 3600, 30),
    // Bounded by maxStaleness, so it is read after it.
    readEvery: (value: unknown): unknown => value,
    maxCutOffs: number(100, 10_000_000, 100_000, 'cut-offs'),
    claims: (value: unknown): unknown => value,
    now: readClock,
    onEvent: kind<StandingEventListener>('function', toConsole),
  } satisfies { readonly [Name in keyof StandingOptions]-?: Reader<unknown> };
}

/** @throws TypeError that names the option that is wrong. */
export function readStandingOptions(given: unknown): StandingSettings {
  const options = readOptions('createStanding', given, readers());
  const { longestTokenLife, store, maxStaleness, maxCutOffs, now, onEvent } = options;
  if (longestTokenLife === undefined)
    fail('longestTokenLife', 'the number of seconds that the longest token lives', undefined);
  const claims = options.claims as StandingOptions['claims'];
  const isShared = store !== undefined && member(store, 'isShared') !== false;
  const beat = milliseconds(0.1, maxStaleness, Math.min(5, maxStaleness));
  return {
    longestTokenLife,
    store,
    acceptsUnknown: readPolicy(options.whenUnknown, isShared),
    maxStaleness: isShared ? maxStaleness * 1000 : Infinity,
    readEvery: beat(options.readEvery, 'readEvery'),
    maxCutOffs,
    // Before the copy: it names a member that is wrong.
    facts: new FactReader(claims),
    claims: Object.freeze({ ...claims }),
    now,
    onEvent,
  };
}

function readPolicy(policy: unknown, isShared: boolean): boolean {
  if (policy === undefined && !isShared) return true;
  if (policy !== 'accept' && policy !== 'refuse') {
    const expected =
      "'accept' or 'refuse', for the time in which the store cannot be heard; there is no default";
    fail('whenUnknown', expected, policy);
  }
  return policy === 'accept';
}
