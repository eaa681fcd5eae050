import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expectMetadata, expectVerifier } from '../../src/adapter/index.js';
import { createReporter, explain, type LogSink } from '../../src/explain/index.js';
import {
  authenticate,
  createVerifier,
  InvalidTokenError,
  KeysUnavailableError,
  staticKeys,
  toResponse,
  type Verifier,
  type VerifierOptions,
} from '../../src/index.js';
import { guardClock } from '../../src/clock.js';
import { keepAlive } from '../../src/request/context.js';
import { readField } from '../../src/request/fields.js';
import { createStanding, type StandingClaims } from '../../src/standing/index.js';
import type { StandingSource } from '../../src/standing/source.js';
import { ISSUER, key, mint, NOW, RESOURCE } from '../support/tokens.js';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => {
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => process.off('unhandledRejection', note));

/** A function that has to answer at once, and is `async` for all that. */
const rejecting = (async () => Promise.reject(new Error('the database is away'))) as () => never;

function verifierWith(options: Partial<VerifierOptions>): Verifier {
  return createVerifier({
    issuer: ISSUER,
    resource: RESOURCE,
    keys: staticKeys({ keys: [key.publicJwk] }),
    now: () => NOW * 1000,
    ...options,
  });
}

async function answerOf(verifier: Verifier): Promise<string> {
  const authorization = `Bearer ${await mint()}`;
  const result = await authenticate(verifier, { headers: { authorization } });
  // A rejection that nobody has taken is told after the work that is at hand.
  await new Promise((resolve) => setImmediate(resolve));
  return result.ok ? '200' : `${result.response.status} ${result.error.reason}`;
}

describe('rule 19: a function of the app that is async and rejects does not end the process', () => {
  it.each(['scopeClaim', 'principal', 'organizationClaim'] as const)(
    '%s: its token is refused',
    async (option) => {
      expect(await answerOf(verifierWith({ [option]: rejecting }))).toBe('401 claim');
      expect(unhandled).toEqual([]);
    },
  );

  it.each(['role', 'grant', 'session', 'client'] as const)(
    'claims.%s of a standing: its token is refused',
    async (name) => {
      const claims: StandingClaims = { [name]: rejecting };
      const standing = createStanding({ longestTokenLife: 3600, claims, onEvent: rejecting });
      expect(await answerOf(verifierWith({ standing }))).toBe('401 claim');
      expect(unhandled).toEqual([]);
    },
  );

  it('judge of a standing: the answer is 503', async () => {
    const standing: StandingSource = {
      forVerifier: () => ({ judge: rejecting, hear: rejecting }),
      ready: () => Promise.resolve(),
    };
    expect(await answerOf(verifierWith({ standing }))).toBe('503 standing_unavailable');
    expect(unhandled).toEqual([]);
  });

  it('checkRequirement and known of a verifier written by hand: nothing is opened', async () => {
    const inner = verifierWith({});
    expect(await answerOf({ ...inner, checkRequirement: rejecting })).toBe('200');
    expect(unhandled).toEqual([]);
    await expect(answerOf({ ...inner, known: rejecting })).rejects.toThrow(TypeError);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it('what stops a store from ringing: the standing closes', async () => {
    const store = {
      read: () => Promise.resolve([]),
      write: () => Promise.resolve(),
      listen: () => rejecting,
      close: () => Promise.resolve(),
    };
    const standing = createStanding({ longestTokenLife: 3600, store, whenUnknown: 'refuse' });
    expect(await answerOf(verifierWith({ standing }))).toBe('200');
    await standing.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it.each<[string, () => unknown]>([
    ['the picker of a verifier', () => expectVerifier(rejecting())],
    ['the picker of one that publishes', () => expectMetadata(rejecting())],
    ['waitUntil of a platform', () => keepAlive({ waitUntil: rejecting })?.(Promise.resolve())],
    ['a clock', () => createVerifier({ issuer: ISSUER, resource: RESOURCE, now: rejecting })],
    ['a clock that was one', () => guardClock(rejecting)()],
    ['get of headers', () => readField({ headers: { get: rejecting } }, 'authorization')],
    [
      'the challenge of metadata',
      () => toResponse(new InvalidTokenError('claim'), { challenge: rejecting } as never),
    ],
    ['the log of a reporter', () => tellOf({ info: rejecting, warn: rejecting })],
    ['the state of a key source', () => explain(refused, { verifier: { state: rejecting } })],
    ['get of the headers of evidence', () => explain(refused, { request: { headers: { get: rejecting } } })],
  ])('%s', async (_name, call) => {
    try {
      call();
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});

const refused = new InvalidTokenError('claim');

/** A refusal, an outage and the end of one. */
function tellOf(sink: LogSink): void {
  let now = 0;
  const report = createReporter(sink, { now: () => now });
  report({ ok: false, error: refused });
  report({ ok: false, error: new KeysUnavailableError(1) });
  now = 120_000;
  report({ ok: true });
}
