import { afterEach, describe, expect, it, vi } from 'vitest';
import { hang } from './support/faults.js';
import { errorOf, makeRig, pause, type Rig, SOURCES, type SourceName, until } from './support/rig.js';
import { type Answer, json, status } from './support/server.js';
import { first, jwksOf, mint, second, stranger, third } from './support/tokens.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const breaks: Answer = (request) => request.socket.destroy();

/** The pauses that attempts one after the other leave, in seconds. */
async function pausesOf(rig: Rig, attempts: number): Promise<number[]> {
  const pauses: number[] = [];
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    await rig.outcomeOf();
    const pause = rig.keys.state().nextRefresh ?? 0;
    pauses.push(pause);
    rig.clock.advance(pause + 0.001);
  }
  return pauses;
}

describe.each(SOURCES)('rule 25: failed fetches back off from 1 s to 30 s with jitter (%s)', (source) => {
  it.each([
    [0, [1, 2, 4, 8, 16, 24, 24, 24]],
    [0.99999, [1.25, 2.5, 5, 10, 20, 30, 30, 30]],
  ])('with the dice at %d', async (dice, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(dice);
    const rig = await makeRig(source);
    rig.answer(status(500));
    const pauses = await pausesOf(rig, expected.length);
    expect(pauses.map((pause) => Math.round(pause * 100) / 100)).toEqual(expected);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30);
    expect(rig.fetches()).toBe(expected.length);
  });

  it('two APIs do not come back as one', async () => {
    const one = await makeRig(source);
    const two = await makeRig(source);
    one.answer(status(500));
    two.answer(status(500));
    expect(await pausesOf(one, 4)).not.toEqual(await pausesOf(two, 4));
  });

  it('starts anew after a success', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source);
    rig.answer(status(500));
    await pausesOf(rig, 4);
    rig.publish(jwksOf(first));
    expect(await rig.outcomeOf()).toBe('accepted');
    rig.answer(status(500));
    rig.clock.advance(5000);
    expect(await pausesOf(rig, 2)).toEqual([1, 2]);
  });

  it('Retry-After is the rest of the pause in whole seconds, and at least one', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source);
    rig.answer(status(500));
    await pausesOf(rig, 3);
    const token = await rig.mint();
    expect(await errorOf(rig.verifier.verify(token))).toMatchObject({ retryAfter: 8 });
    rig.clock.advance(2.5);
    expect(await errorOf(rig.verifier.verify(token))).toMatchObject({ retryAfter: 6 });
    rig.clock.advance(5.4);
    expect(await errorOf(rig.verifier.verify(token))).toMatchObject({ retryAfter: 1 });
  });
});

describe.each(SOURCES)(
  'rule 25: 1000 requests in 10 s of a cold outage cost at most 5 fetches (%s)',
  (source) => {
    const outages: readonly { name: string; timeout?: number; cause: (rig: Rig) => void }[] = [
      { name: 'the server answers 500', cause: (rig) => allAnswer(rig, status(500)) },
      { name: 'the server answers 429', cause: (rig) => allAnswer(rig, status(429)) },
      { name: 'the server breaks connections', cause: (rig) => allAnswer(rig, breaks) },
      { name: 'the key set answers 500', cause: (rig) => rig.answer(status(500)) },
      { name: 'the key set breaks connections', cause: (rig) => rig.answer(breaks) },
      { name: 'the key set hangs', cause: (rig) => rig.answer(hang), timeout: 0.2 },
    ];

    it.each(outages)('$name', async ({ cause, timeout = 2 }) => {
      // The most attempts that the dice allow.
      vi.spyOn(Math, 'random').mockReturnValue(0);
      const rig = await makeRig(source, { timeout });
      cause(rig);
      const token = await rig.mint();
      for (let request = 0; request < 1000; request += 1) {
        expect(await rig.outcome(token)).toBe('keys_unavailable');
        rig.clock.advance(0.01);
      }
      expect(rig.server.count()).toBeGreaterThanOrEqual(4);
      expect(rig.server.count()).toBeLessThanOrEqual(5);
    });

    it('the server refuses connections', async () => {
      const rig = await makeRig(source);
      await rig.server.stop();
      const token = await rig.mint();
      for (let request = 0; request < 1000; request += 1) {
        expect(await rig.outcome(token)).toBe('keys_unavailable');
        rig.clock.advance(0.01);
      }
      expect(rig.events.length).toBeLessThanOrEqual(5);
    });
  },
);

function allAnswer(rig: Rig, answer: Answer): void {
  for (const path of [
    '/jwks',
    '/oidc/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server/oidc',
  ]) {
    rig.server.on(path, answer);
  }
}

describe.each(SOURCES)('rule 25: an honest rotation works at once (%s)', (source) => {
  it('the first request with the new key is accepted, for one fetch', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const before = rig.server.count();
    rig.publish(jwksOf(second, first));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(rig.server.count() - before).toBe(1);
    expect(rig.events.at(-1)).toEqual({ type: 'rotated', added: 1, removed: 0 });
  });

  it('a thousand at once with the new key: all accepted, one fetch', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const before = rig.server.count();
    rig.publish(jwksOf(second, first));
    const token = await rig.mint(second);
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(rig.server.count() - before).toBe(1);
  });

  it('two rotations within seconds', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(20);
    rig.publish(jwksOf(second, first));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    rig.publish(jwksOf(third, second));
    expect(await rig.outcomeOf(third)).toBe('accepted');
    expect(await rig.outcomeOf(first)).toBe('unknown_key');
  });

  it('during a fetch whose answer is older than the new key', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    const release = holdBack(rig, jwksOf(first));
    const cold = rig.outcomeOf(first);
    await until(() => rig.fetches() === 1);
    rig.publish(jwksOf(second, first));
    const tokens = await Promise.all([rig.mint(second), rig.mint(second), rig.mint(second)]);
    const early = tokens.map((token) => rig.outcome(token));
    release();
    expect(await cold).toBe('accepted');
    expect(await Promise.all(early)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(rig.fetches()).toBe(2);
  });

  it('during a background refresh whose answer is older than the new key', async () => {
    const rig = await makeRig(source, { timeout: 1 });
    await rig.outcomeOf(first);
    rig.clock.advance(500);
    const release = holdBack(rig, jwksOf(first));
    expect(await rig.outcomeOf(first)).toBe('accepted');
    await until(() => rig.fetches() === 2);
    rig.publish(jwksOf(second, first));
    const early = rig.outcome(await rig.mint(second));
    await pause(1);
    release();
    expect(await early).toBe('accepted');
    expect(rig.fetches()).toBe(3);
  });

  it('after a client has come with a token of another issuer a thousand times', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const foreign = await mint(stranger, { iss: 'https://other.example.com/oidc' });
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => rig.outcome(foreign)));
    expect(new Set(outcomes)).toEqual(new Set(['unknown_key']));
    expect(rig.fetches()).toBe(1);
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(rig.fetches()).toBe(2);
  });

  it('in the middle of a flood, as soon as a fetch is allowed, and never with a 401', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const flooded = [flood(rig, 100)];
    await until(() => rig.fetches() === 2);
    rig.publish(jwksOf(second, first));
    const verdicts: string[] = [];
    const honest = rig.outcomeOf(second).then((outcome) => verdicts.push(outcome));
    for (let step = 0; step < 21 && verdicts.length === 0; step += 1) {
      rig.clock.advance(0.5);
      flooded.push(flood(rig, 10));
      expect(await rig.outcomeOf(first)).toBe('accepted');
      await pause(1);
    }
    await honest;
    expect(verdicts).toEqual(['accepted']);
    // Ten and a half seconds have passed: two windows of two.
    expect(rig.fetches()).toBeLessThanOrEqual(4);
    for (const outcomes of await Promise.all(flooded)) expect(outcomes).toEqual(new Set(['unknown_key']));
  });

  it('a name that was missing is asked for again at once while a fetch is allowed', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(20);
    expect(await rig.outcomeOf(second)).toBe('unknown_key');
    rig.publish(jwksOf(second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    expect(rig.fetches()).toBe(3);
  });
});

/** Sends tokens with names nobody has, all at once; tells the outcomes. */
async function flood(rig: Rig, count: number): Promise<Set<string>> {
  const tokens = Array.from({ length: count }, () => rig.forge(`flood-${(floods += 1)}`));
  return new Set(await Promise.all(tokens.map((token) => rig.outcome(token))));
}

let floods = 0;

/** Answers the next request with this set, and only when told to. */
function holdBack(rig: Rig, jwks: object): () => void {
  let answer: (() => void) | undefined;
  rig.answer((...args) => {
    answer = () => json(jwks)(...args);
  });
  return () => answer?.();
}

interface Flood {
  readonly name: string;
  readonly answer: Answer;
  readonly refusals: readonly string[];
  /** Of the key set, beyond the first. */
  readonly most: number;
}

const FLOODS: readonly Flood[] = [
  { name: 'up', answer: json(jwksOf(first)), refusals: ['keys_unavailable', 'unknown_key'], most: 2 },
  { name: 'answering 500', answer: status(500), refusals: ['keys_unavailable'], most: 5 },
  { name: 'hanging', answer: hang, refusals: ['keys_unavailable'], most: 3 },
];

describe.each(SOURCES)('rule 25: 10,000 unknown kids in 10 s (%s)', (source: SourceName) => {
  it.each(FLOODS)('endpoint $name: at most $most fetches, good tokens all accepted', async (flooding) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const rig = await makeRig(source, { timeout: flooding.answer === hang ? 1 : 5 });
    expect(await rig.outcomeOf(first)).toBe('accepted');
    rig.clock.advance(30);
    rig.answer(flooding.answer);
    const before = rig.server.count();
    const good = await Promise.all(Array.from({ length: 50 }, () => rig.mint(first)));
    const accepted: string[] = [];
    const floods: Promise<Set<string>>[] = [];
    for (const token of good) {
      floods.push(flood(rig, 200));
      accepted.push(await rig.outcome(token));
      rig.clock.advance(0.199);
    }
    await pause(5);
    expect(new Set(accepted)).toEqual(new Set(['accepted']));
    expect(rig.server.count() - before).toBeGreaterThan(0);
    expect(rig.server.count() - before).toBeLessThanOrEqual(flooding.most);
    rig.clock.advance(20);
    await rig.outcomeOf(first);
    const refused = new Set((await Promise.all(floods)).flatMap((outcomes) => [...outcomes]));
    expect([...refused].toSorted()).toEqual(flooding.refusals);
  });

  it('a good token does not wait for what a flood has started', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    await rig.outcomeOf(first);
    rig.answer(hang);
    const flooded = flood(rig, 1000);
    await until(() => rig.fetches() === 2);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(rig.events.at(-1), 'the fetch has not ended').toMatchObject({ type: 'refreshed' });
    await rig.server.stop();
    expect(await flooded).toEqual(new Set(['keys_unavailable']));
  });
});
