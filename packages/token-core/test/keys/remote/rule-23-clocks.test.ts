import { afterEach, describe, expect, it, vi } from 'vitest';
import { authenticate, createVerifier, KeysUnavailableError, remoteKeys } from '../../../src/index.js';
import { errorOf, makeRig, reasonOf, SOURCES } from './support/rig.js';
import { status } from './support/server.js';
import { first, jwksOf, mint, RESOURCE, second, START } from './support/tokens.js';

afterEach(() => {
  vi.useRealTimers();
});

/** A second verifier on the keys of a rig, with a clock of its own. */
function beside({ issuer, keys }: Awaited<ReturnType<typeof makeRig>>, now: () => number) {
  const verifier = createVerifier({ issuer, resource: RESOURCE, keys, now });
  return async () => verifier.verify(await mint(first, { iss: issuer })).then(() => 'accepted', reasonOf);
}

describe.each(SOURCES)('rule 23: of verifiers that share their keys each has its own time (%s)', (source) => {
  it('the one that asked last decides nothing for the other', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    const later = beside(rig, () => START + 3000 * 1000);
    await rig.server.stop();
    expect(await later(), 'past its freshness, and the endpoint fails').toBe('accepted');
    expect(await rig.outcomeOf(first), 'fresh').toBe('accepted');
    expect(rig.keys.state().status).toBe('stale');
  });

  it('state() and refresh() go by the clock that the keys were fetched by', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(30);
    const ahead = beside(rig, () => START + 200 * 1000);
    expect(await ahead()).toBe('accepted');
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 30 });
    await rig.keys.refresh();
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', age: 0 });
    rig.clock.advance(10);
    expect(rig.keys.state()).toMatchObject({ age: 10 });
  });

  it('one whose clock is broken is told so, and the other never notices', async () => {
    const rig = await makeRig(source);
    const broken = beside(rig, () => {
      throw new Error('no time today');
    });
    expect(await broken()).toBe('keys_unavailable');
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(await broken()).toBe('keys_unavailable');
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(rig.fetches()).toBe(1);
  });
});

describe('rule 19: a clock that cannot be read is our trouble, typed', () => {
  const broken: readonly (readonly [string, () => number])[] = [
    [
      'throws',
      () => {
        throw new Error('no time today');
      },
    ],
    ['gives NaN', () => Number.NaN],
    ['gives Infinity', () => Infinity],
    ['gives text', () => '1800000000000' as unknown as number],
    ['gives nothing', () => undefined as unknown as number],
    ['gives seconds', () => START / 1000],
    ['gives nanoseconds', () => START * 1e6],
  ];

  it.each(broken)('one that %s: 503, for a new token and for a known one', async (_what, now) => {
    const rig = await makeRig();
    let time = rig.clock.now;
    const verifier = createVerifier({
      issuer: rig.issuer,
      resource: RESOURCE,
      keys: rig.keys,
      now: () => time(),
    });
    const token = await rig.mint();
    expect(await verifier.verify(token).then(() => 'accepted', reasonOf)).toBe('accepted');
    time = now;
    expect(await errorOf(verifier.verify(token))).toBeInstanceOf(KeysUnavailableError);
    expect(await errorOf(verifier.verify(await rig.mint()))).toBeInstanceOf(KeysUnavailableError);
    expect(await errorOf(verifier.ready())).toBeInstanceOf(KeysUnavailableError);
    const request = { headers: { authorization: `Bearer ${token}` } };
    const answer = await authenticate(verifier, request);
    expect(answer.ok ? 200 : answer.response.status).toBe(503);
    time = rig.clock.now;
    expect(await verifier.verify(token).then(() => 'accepted', reasonOf)).toBe('accepted');
  });

  it('one that breaks while keys are fetched: 503, and the fetch ends', async () => {
    const rig = await makeRig();
    let reads = 0;
    const now = (): number => {
      reads += 1;
      // The first is at start, the second when the request comes.
      if (reads > 2) throw new Error('no time today');
      return START;
    };
    const verifier = createVerifier({ issuer: rig.issuer, resource: RESOURCE, keys: rig.keys, now });
    expect(await errorOf(verifier.verify(await rig.mint()))).toBeInstanceOf(KeysUnavailableError);
    rig.clock.advance(5);
    expect(await rig.outcomeOf(first)).toBe('accepted');
  });
});

describe('rule 23: the platform’s clock is read when it is needed', () => {
  it('so a test that sets it later is heard', async () => {
    const rig = await makeRig();
    const { issuer } = rig;
    const keys = remoteKeys(`${rig.server.origin}/jwks`);
    const verifier = createVerifier({ issuer, resource: RESOURCE, keys });
    const token = await rig.mint();
    vi.useFakeTimers({ toFake: ['Date'], now: START });
    expect(await verifier.verify(token).then(() => 'accepted', reasonOf)).toBe('accepted');
    expect(keys.state().age).toBe(0);
    vi.setSystemTime(START + 100_000);
    expect(keys.state().age).toBe(100);
    vi.setSystemTime(START + 31 * 86_400_000);
    expect(await verifier.verify(token).then(() => 'accepted', reasonOf)).toBe('expired');
  });
});

describe.each(SOURCES)(
  'rule 11: a healthy answer without one usable key is nobody’s fault (%s)',
  (source) => {
    const useless = { keys: [{ kty: 'oct', k: 'AAAA' }, { ...first.jwk, use: 'enc' }, 5] };

    it('503 of kind empty, for known tokens too, until there is a key again', async () => {
      const rig = await makeRig(source);
      const token = await rig.mint();
      expect(await rig.outcome(token)).toBe('accepted');
      for (const jwks of [{ keys: [] }, useless]) {
        rig.publish(jwks);
        await errorOf(rig.keys.refresh());
        expect(rig.keys.state()).toMatchObject({ status: 'unavailable', lastFailure: 'empty', keys: 0 });
        const error = await errorOf(rig.verifier.verify(token));
        expect(error).toMatchObject({ status: 503, cause: { kind: 'empty' } });
        expect(await rig.outcomeOf(second)).toBe('keys_unavailable');
      }
      rig.publish(jwksOf(first));
      rig.clock.advance(5);
      expect(await rig.outcome(token)).toBe('accepted');
    });

    it('keys supplied at start of which none is usable are none', async () => {
      const rig = await makeRig(source, { initialKeys: useless });
      expect(rig.keys.state()).toMatchObject({ status: 'unavailable', keys: 0 });
      expect(await rig.outcomeOf(first)).toBe('accepted');
      expect(rig.fetches()).toBe(1);
      const dark = await makeRig(source, { initialKeys: useless });
      dark.answer(status(500));
      expect(await dark.outcomeOf(first)).toBe('keys_unavailable');
    });

    it('nor are keys out of a store of which none is usable', async () => {
      const settings = { fetchedAt: START, freshFor: 600_000 };
      const rig = await makeRig(source, {
        store: {
          get: () => Promise.resolve(record),
          set: () => Promise.resolve(),
        },
      });
      const address = source === 'remoteKeys' ? `${rig.server.origin}/jwks` : rig.issuer;
      const record = JSON.stringify({ version: 1, address, jwks: useless, ...settings });
      expect(await rig.outcomeOf(first)).toBe('accepted');
      expect(rig.fetches()).toBe(1);
    });
  },
);
