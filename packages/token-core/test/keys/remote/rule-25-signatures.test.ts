import { describe, expect, it } from 'vitest';
import { hang } from './support/faults.js';
import { makeRig, pause, SOURCES } from './support/rig.js';
import { status } from './support/server.js';
import { first, jwksOf, makeKey, second, third } from './support/tokens.js';

/** Another key by the name of the first one: a rotation that forgot to give a new name. */
const renewed = await makeKey('first');

describe.each(SOURCES)('rule 25: a bad signature under a known name (%s)', (source) => {
  it('causes one early fetch a minute, and stays 401', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    for (let request = 0; request < 20; request += 1)
      expect(await rig.outcome(rig.forge('first'))).toBe('signature');
    expect(rig.fetches()).toBe(2);
    rig.clock.advance(59.999);
    expect(await rig.outcome(rig.forge('first'))).toBe('signature');
    expect(rig.fetches()).toBe(2);
    rig.clock.advance(0.001);
    expect(await rig.outcome(rig.forge('first'))).toBe('signature');
    expect(rig.fetches()).toBe(3);
  });

  it('is accepted when the new set holds another key by that name, for one fetch however many come', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.publish(jwksOf(renewed));
    const token = await rig.mint(renewed);
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(rig.fetches()).toBe(2);
    expect(await rig.outcomeOf(first), 'the old one is withdrawn').toBe('signature');
    expect(await rig.outcomeOf(renewed)).toBe('accepted');
    expect(rig.fetches()).toBe(2);
  });

  it('from a budget of its own: two unknown names still find theirs', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    rig.clock.advance(20);
    expect(await rig.outcome(rig.forge('first'))).toBe('signature');
    rig.publish(jwksOf(first, second));
    expect(await rig.outcomeOf(second)).toBe('accepted');
    rig.publish(jwksOf(first, second, third));
    expect(await rig.outcomeOf(third)).toBe('accepted');
    expect(rig.fetches()).toBe(4);
  });

  it('and unknown names leave it as it is', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('junk'))).toBe('unknown_key');
    rig.publish(jwksOf(renewed));
    expect(await rig.outcomeOf(renewed)).toBe('accepted');
    expect(rig.fetches()).toBe(3);
  });

  it.each<[string, object]>([
    ['another issuer', { iss: 'https://other.example.com/oidc' }],
    ['a time long before the last healthy answer', { iat: 5 }],
  ])('costs nothing with %s', async (_what, claims) => {
    const rig = await makeRig(source);
    await rig.outcomeOf(first);
    expect(await rig.outcome(rig.forge('first', claims))).toBe('signature');
    expect(rig.fetches()).toBe(1);
  });

  it.each([
    ['fails', status(500)],
    ['hangs', hang],
  ])('stays 401 while the endpoint %s', async (_how, answer) => {
    const rig = await makeRig(source, { timeout: 1 });
    await rig.outcomeOf(first);
    rig.answer(answer);
    const outcomes = [rig.outcome(rig.forge('first')), rig.outcome(rig.forge('first'))];
    await pause(1);
    expect(await rig.outcomeOf(first)).toBe('accepted');
    expect(await Promise.all(outcomes)).toEqual(['signature', 'signature']);
    expect(await rig.outcome(rig.forge('first'))).toBe('signature');
    expect(rig.fetches()).toBe(2);
  });

  it('stays 401 when the name is gone, or is no longer one key’s', async () => {
    for (const jwks of [jwksOf(second), jwksOf(renewed, await makeKey('first'))]) {
      const rig = await makeRig(source);
      await rig.outcomeOf(first);
      rig.publish(jwks);
      expect(await rig.outcomeOf(renewed)).toBe('signature');
      expect(rig.fetches()).toBe(2);
    }
  });

  it('without a name as well: the only key may have been replaced', async () => {
    const rig = await makeRig(source);
    rig.publish({ keys: [{ ...first.jwk, kid: undefined }] });
    const nameless = (key: typeof first) => rig.mint({ ...key, kid: undefined as never });
    expect(await rig.outcome(await nameless(first))).toBe('accepted');
    rig.publish({ keys: [{ ...renewed.jwk, kid: undefined }] });
    expect(await rig.outcome(await nameless(renewed))).toBe('accepted');
    expect(rig.fetches()).toBe(2);
  });
});
