import { describe, expect, it } from 'vitest';
import { makeRig, pause, SOURCES } from './support/rig.js';
import { first, jwksOf, makeKey, mint, second } from './support/tokens.js';

const rsa = await makeKey('rsa', {}, 'RS256');

describe.each(SOURCES)('rule 23: where freshness ends, to the millisecond (%s)', (source) => {
  it('at ten minutes a healthy endpoint is asked, and everybody waits for it', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(second));
    rig.clock.advance(600);
    expect(rig.keys.state().status).toBe('stale');
    const tokens = [await rig.mint(first), await rig.mint(first)];
    expect(await Promise.all(tokens.map((token) => rig.outcome(token)))).toEqual([
      'unknown_key',
      'unknown_key',
    ]);
    expect(rig.fetches()).toBe(2);
  });

  it('up to then the old set serves, and is fresh', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(second));
    rig.clock.advance(599.999);
    expect(rig.keys.state()).toMatchObject({ status: 'fresh', nextRefresh: 0 });
    expect(await rig.outcomeOf(first)).toBe('accepted');
  });

  it('in an outage the set that serves at ten minutes is a stale one', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    await rig.server.stop();
    rig.clock.advance(600);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(rig.events.at(-1)).toEqual({ type: 'stale', age: 600, remaining: 3600 });
  });
});

describe.each(SOURCES)('rule 24: where stale service ends, to the millisecond (%s)', (source) => {
  it.each([
    [4199.999, 'accepted', 'stale'],
    [4200, 'keys_unavailable', 'unavailable'],
  ])('the first request after %d s of silence: %s', async (seconds, outcome, state) => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    await rig.server.stop();
    rig.clock.advance(seconds);
    expect(rig.keys.state().status).toBe(state);
    expect(await rig.outcomeOf(first)).toBe(outcome);
  });

  it('each outage is told once, and the next one again', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    for (let outage = 0; outage < 2; outage += 1) {
      await rig.server.stop();
      rig.clock.advance(601);
      expect(await rig.outcomeOf(first)).toBe('accepted');
      expect(await rig.outcomeOf(first)).toBe('accepted');
      await rig.server.resume();
      await rig.keys.refresh();
    }
    expect(rig.events.filter(({ type }) => type === 'stale')).toHaveLength(2);
  });
});

describe.each(SOURCES)('rule 25: a rotation for tokens that name no key (%s)', (source) => {
  it('works at once where no key of the set fits', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(rsa));
    const nameless = () => mint(rsa, { iss: rig.issuer, kid: null });
    expect(await rig.outcome(await nameless())).toBe('accepted');
    expect(rig.fetches()).toBe(2);
  });

  it('costs two fetches in ten seconds where none ever fits, and then waits as a name does', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(20);
    const nameless = () => rig.outcome(rig.forge(undefined, {}, 'RS256'));
    expect([await nameless(), await nameless()]).toEqual(['unknown_key', 'unknown_key']);
    const waiting = [nameless(), nameless(), nameless()];
    await pause(5);
    expect(rig.fetches()).toBe(3);
    rig.clock.advance(10.1);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['unknown_key']));
    expect(rig.fetches()).toBe(4);
  });
});
