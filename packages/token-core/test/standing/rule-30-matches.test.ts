import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticate, createVerifier, staticKeys, verifierOf } from '../../src/index.js';
import { createVerifier as createGiven } from '../../src/given-keys.js';
import { createStanding, type CutOffMatch, type StandingOptions } from '../../src/standing/index.js';
import { ISSUER, key, NOW, RESOURCE } from '../support/tokens.js';
import {
  issued,
  LIFE,
  type Machine,
  machineWith,
  pass,
  requestWith,
  settle,
  SharedStore,
  stopClocks,
} from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const claims = {
  role: 'role_ids',
  grant: 'grant.id',
  session: (all: object) => (all as { sid?: string }).sid,
};
const facts = { role_ids: ['r1', 'r2'], grant: { id: 'g1' }, sid: 's1', organization_id: 'o1' };

async function cutOff(machine: Machine, match: CutOffMatch): Promise<void> {
  await machine.standing.cutOff({ match, before: NOW });
  pass(1000);
}

describe('rule 30: all that a cut-off names must match', () => {
  it.each<readonly [CutOffMatch, string]>([
    [{ everyone: true }, '401 revoked'],
    [{ sub: 'user-1' }, '401 revoked'],
    [{ sub: 'user-2' }, '200'],
    [{ client: 'client-1' }, '401 revoked'],
    [{ client: 'user-1' }, '200'],
    [{ organization: 'o1' }, '401 revoked'],
    [{ organization: 'o2' }, '200'],
    [{ role: 'r2' }, '401 revoked'],
    [{ role: 'r3' }, '200'],
    [{ grant: 'g1' }, '401 revoked'],
    [{ session: 's1' }, '401 revoked'],
    [{ jti: 'token-1' }, '401 revoked'],
    [{ jti: 'token-2' }, '200'],
    [{ sub: 'user-1', organization: 'o1' }, '401 revoked'],
    [{ sub: 'user-1', organization: 'o2' }, '200'],
    [{ sub: 'user-2', organization: 'o1' }, '200'],
    [{ organization: 'o1', role: 'r2', sub: 'user-1' }, '401 revoked'],
    [{ organization: 'o1', role: 'r3', sub: 'user-1' }, '200'],
    [{ sub: 'constructor' }, '200'],
    [{ sub: '__proto__' }, '200'],
  ])('%o', async (match, outcome) => {
    const machine = machineWith({ claims }, { organization: 'any' });
    await cutOff(machine, match);
    expect(await machine.ask(await issued(NOW, { jti: 'token-1', ...facts }))).toBe(outcome);
  });

  it('a token that says nothing of it does not match', async () => {
    const machine = machineWith({ claims });
    for (const match of [{ role: 'r1' }, { grant: 'g1' }, { session: 's1' }, { organization: 'o1' }])
      await cutOff(machine, match);
    expect(await machine.ask(await issued(NOW))).toBe('200');
  });

  it('one that says it in a way that nobody can read is refused, whatever is cut off', async () => {
    const { ask } = machineWith({ claims });
    for (const wrong of [{ role_ids: 7 }, { role_ids: ['r1', 7] }, { grant: 'g1' }, { sid: {} }])
      expect(await ask(await issued(NOW, wrong))).toBe('401 claim');
  });

  it('of several that match, one that is not a second old goes before: no client is sent away too early', async () => {
    const machine = machineWith();
    await cutOff(machine, { sub: 'user-1' });
    await machine.standing.cutOff({ match: { client: 'client-1' }, before: NOW + 1 });
    expect(await machine.ask(await issued(NOW))).toBe('503 standing_unavailable');
    pass(1000);
    expect(await machine.ask(await issued(NOW))).toBe('401 revoked');
  });

  it('a later one widens, an earlier one narrows nothing', async () => {
    const machine = machineWith();
    for (const before of [NOW - 5, NOW, NOW - 9])
      await machine.standing.cutOff({ match: { sub: 'user-1' }, before });
    pass(1000);
    expect(await machine.ask(await issued(NOW))).toBe('401 revoked');
    expect(machine.standing.state().cutOffs).toBe(1);
  });
});

describe('rule 30: with standing, a token tells how long it lives', () => {
  it.each<readonly [string, Record<string, unknown>, string]>([
    ['without iat', { iat: undefined }, '401 claim'],
    ['ahead by more than the tolerance', { iat: NOW + 6, exp: NOW + 60 }, '401 claim'],
    ['ahead within it', { iat: NOW + 5, exp: NOW + 60 }, '200'],
    ['living for just as long', { iat: NOW, exp: NOW + LIFE }, '200'],
    ['living longer', { iat: NOW, exp: NOW + LIFE + 1 }, '401 claim'],
  ])('%s', async (_what, given, outcome) => {
    const { ask } = machineWith();
    expect(await ask(await issued(NOW, given))).toBe(outcome);
  });

  it('a clock that was set back sees a known token ahead, too', async () => {
    const { ask } = machineWith();
    const token = await issued(NOW);
    expect(await ask(token)).toBe('200');
    vi.setSystemTime((NOW - 60) * 1000);
    expect(await ask(token)).toBe('401 claim');
  });
});

describe('rule 30: at the bound cut-offs are folded, never dropped', () => {
  it('the oldest become one for everyone up to that moment, with an event', async () => {
    const { ask, standing, events } = machineWith({ maxCutOffs: 100 });
    for (let index = 0; index < 101; index++) {
      pass(1000);
      await standing.cutOff({ match: { jti: `gone-${index}` }, before: NOW + index });
    }
    pass(1000);
    const folded = events.filter(({ type }) => type === 'folded');
    expect(folded).toEqual([{ type: 'folded', cutOffs: 11, before: NOW + 10 }]);
    expect(standing.state().cutOffs).toBe(91);
    for (let index = 0; index < 101; index++)
      expect(await ask(await issued(NOW + index, { jti: `gone-${index}` }))).toBe('401 revoked');
    // Who was not meant is let in, but for tokens of the time that was folded.
    expect(await ask(await issued(NOW + 11))).toBe('200');
    expect(await ask(await issued(NOW + 10))).toBe('401 revoked');
  });

  it('a known token that the fold covers is asked again', async () => {
    const { ask, standing } = machineWith({ maxCutOffs: 100 });
    const token = await issued(NOW);
    for (let index = 0; index < 100; index++)
      await standing.cutOff({ match: { jti: `gone-${index}` }, before: NOW });
    pass(1000);
    expect(await ask(token)).toBe('200');
    await standing.cutOff({ match: { jti: 'one-more' }, before: NOW + 1 });
    expect(await ask(token)).toBe('401 revoked');
  });

  it('what everyone is cut off by is not held once more, and no store makes it fold again', async () => {
    const store = new SharedStore();
    store.cutOffs = Array.from({ length: 500 }, (_, index) => ({
      match: { jti: `gone-${index}` },
      before: NOW,
    }));
    const { standing, events, verifier } = machineWith({ store, whenUnknown: 'refuse', maxCutOffs: 100 });
    await verifier.ready();
    for (let turn = 0; turn < 3; turn++) {
      for (const bell of store.bells) bell();
      await settle();
    }
    expect(events.filter(({ type }) => type === 'folded')).toHaveLength(1);
    expect(standing.state().cutOffs).toBe(1);
    expect(store.cutOffs.at(-1)).toMatchObject({ match: { everyone: true }, before: NOW });
  });

  it('all of one moment are one, and what was just heard settles', async () => {
    const { ask, standing } = machineWith({ maxCutOffs: 100 });
    for (let index = 0; index < 250; index++)
      await standing.cutOff({ match: { jti: `gone-${index}` }, before: NOW });
    expect(standing.state().cutOffs).toBeLessThanOrEqual(100);
    expect(await ask(await issued(NOW))).toBe('503 standing_unavailable');
    pass(1000);
    expect(await ask(await issued(NOW))).toBe('401 revoked');
  });
});

describe('rule 30: every verifier asks its standing', () => {
  const keys = staticKeys({ keys: [key.publicJwk] });
  const standing = () => createStanding({ longestTokenLife: LIFE, onEvent: () => undefined });
  const options = { issuer: ISSUER, resource: RESOURCE, keys, now: () => Date.now() };

  it.each([
    ['createVerifier', createVerifier],
    ['that of given-keys', createGiven],
  ])('%s', async (_name, create) => {
    const source = standing();
    const verifier = create({ ...options, standing: source });
    await source.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(1000);
    const result = await authenticate(verifier, requestWith(await issued(NOW)));
    expect(result.ok || result.error.reason).toBe('revoked');
  });

  it('without a cache, and spread into another', async () => {
    const source = standing();
    const verifier = createVerifier({ ...options, standing: source, cache: false });
    const token = await issued(NOW);
    const request = requestWith(token);
    for (const each of [verifier, { ...verifier }]) expect((await authenticate(each, request)).ok).toBe(true);
    await source.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(1000);
    for (const each of [verifier, { ...verifier }]) {
      const result = await authenticate(each, request);
      expect(result.ok || result.error.reason).toBe('revoked');
    }
  });

  it('standing is judged before freshness, organization, principal and scopes', async () => {
    const source = standing();
    const verifier = createVerifier({ ...options, standing: source });
    await source.cutOff({ match: { sub: 'user-1' }, before: NOW });
    const request = requestWith(await issued(NOW, { organization_id: 'o1' }));
    pass(60_000);
    const demand = { freshWithin: 10, principal: 'machine', scopes: ['write:products'] } as const;
    const result = await authenticate(verifier, request, demand);
    expect(result.ok || result.error.reason).toBe('revoked');
  });

  it('verifierOf: one API has one standing, else a revoked token opens it by its other name', async () => {
    const source = standing();
    const one = createVerifier({ ...options, standing: source });
    const other = (more: object) => createVerifier({ ...options, issuer: `${ISSUER}/2`, ...more });
    expect(() => verifierOf([one, other({})])).toThrow(/^verifierOf: expected .* option standing/);
    expect(() => verifierOf([one, other({ standing: standing() })])).toThrow(TypeError);
    const both = verifierOf([one, other({ standing: source })]);
    await source.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(1000);
    for (const iss of [ISSUER, `${ISSUER}/2`]) {
      const result = await authenticate(both, requestWith(await issued(NOW, { iss })));
      expect(result.ok || result.error.reason).toBe('revoked');
    }
  });

  it('one that somebody wrote and that fails is our trouble, and never "it stands"', async () => {
    const judge = [
      () => undefined,
      () => 'stands',
      () => Promise.resolve(1),
      () => {
        throw new Error('x');
      },
    ];
    for (const each of judge) {
      const source = {
        forVerifier: () => ({ judge: each as never, hear: () => Promise.reject(new Error('x')) }),
        ready: () => Promise.resolve(),
      };
      const verifier = createVerifier({ ...options, standing: source });
      const result = await authenticate(verifier, requestWith(await issued(NOW)));
      expect(result.ok || result.error.reason).toBe('standing_unavailable');
    }
  });
});

describe('rule 3: options of a standing are read as own, and a mistake is named', () => {
  it.each<readonly [string, object, RegExp]>([
    ['none', {}, /^longestTokenLife: expected the number of seconds/],
    [
      'a life of a text',
      { longestTokenLife: '3600' },
      /^longestTokenLife: expected a number of seconds from 60/,
    ],
    ['too short a life', { longestTokenLife: 59 }, /^longestTokenLife: /],
    ['a life in milliseconds', { longestTokenLife: 3_600_000_000 }, /^longestTokenLife: /],
    [
      'an unknown one',
      { longestTokenLife: 60, whenunknown: 'accept' },
      /unknown option "whenunknown"; known are /,
    ],
    [
      'a store that is none',
      { longestTokenLife: 60, store: {} },
      /^store: expected an object with the methods read/,
    ],
    [
      'a shared store without a policy',
      { longestTokenLife: 60, store: storeOf() },
      /^whenUnknown: expected 'accept' or 'refuse'.*no default, found nothing/,
    ],
    ['another policy', { longestTokenLife: 60, whenUnknown: 'ask' }, /^whenUnknown: /],
    ['a staleness of nothing', { longestTokenLife: 60, maxStaleness: 0 }, /^maxStaleness: /],
    [
      'reads that come too seldom',
      { longestTokenLife: 60, maxStaleness: 5, readEvery: 6 },
      /^readEvery: expected a number of seconds from 0.1 to 5/,
    ],
    ['too few', { longestTokenLife: 60, maxCutOffs: 99 }, /^maxCutOffs: /],
    [
      'a part of one',
      { longestTokenLife: 60, maxCutOffs: 100.5 },
      /^maxCutOffs: expected a whole number of cut-offs/,
    ],
    [
      'claims that are none',
      { longestTokenLife: 60, claims: 'role' },
      /^claims: options: expected an object/,
    ],
    ['an unknown claim', { longestTokenLife: 60, claims: { roles: 'x' } }, /^claims: unknown option "roles"/],
    [
      'a claim without a name',
      { longestTokenLife: 60, claims: { role: '' } },
      /^claims\.role: expected the name of a claim/,
    ],
    ['a path with a hole', { longestTokenLife: 60, claims: { grant: 'a..b' } }, /^claims\.grant: /],
    ['a clock that is none', { longestTokenLife: 60, now: 0 }, /^now: expected a function/],
    [
      'a clock in seconds',
      { longestTokenLife: 60, now: () => NOW },
      /^now: expected milliseconds since 1970/,
    ],
    ['a clock of NaN', { longestTokenLife: 60, now: () => NaN }, /^now: expected milliseconds since 1970/],
    ['a listener that is none', { longestTokenLife: 60, onEvent: 'log' }, /^onEvent: expected a function/],
  ])('%s', (_name, options, message) => {
    expect(() => createStanding(options as StandingOptions)).toThrow(message);
    expect(() => createStanding(options as StandingOptions)).toThrow(TypeError);
  });

  it('what stands on a prototype is no option', () => {
    const options = Object.create({ longestTokenLife: 60 }) as StandingOptions;
    expect(() => createStanding(options)).toThrow(/^longestTokenLife: /);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ['nothing', undefined, /^cutOff: expected an object/],
    [
      'an empty match',
      { match: {}, before: NOW },
      /^match: expected \{ everyone: true \}, or at least one of sub/,
    ],
    ['a match of nothing', { before: NOW }, /^match: expected/],
    ['an undefined member', { match: { sub: undefined }, before: NOW }, /^match\.sub: expected a text/],
    ['an empty member', { match: { sub: 'a', jti: '' }, before: NOW }, /^match\.jti: expected a text/],
    ['an unknown member', { match: { user: 'a' }, before: NOW }, /^match\.user: expected no other member/],
    ['everyone and somebody', { match: { everyone: true, sub: 'a' }, before: NOW }, /^match\.everyone: /],
    ['not everyone', { match: { everyone: false }, before: NOW }, /^match\.everyone: expected true/],
    ['no moment', { match: { sub: 'a' } }, /^before: expected seconds/],
    ['a moment in milliseconds', { match: { sub: 'a' }, before: NOW * 1000 }, /^before: expected seconds/],
    ['a moment that is no number', { match: { sub: 'a' }, before: NaN }, /^before: /],
    ['a text for a moment', { match: { sub: 'a' }, before: '2026-11-26' }, /^before: /],
    ['another origin', { match: { sub: 'a' }, before: NOW, origin: 'me' }, /^origin: /],
    [
      'a role that no token can be asked for',
      { match: { role: 'a' }, before: NOW },
      /^claims\.role: expected where it stands/,
    ],
  ])('a cut-off: %s', async (_name, cutOff, message) => {
    const { standing } = machineWith();
    const failure = await standing.cutOff(cutOff as never).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
    expect((failure as Error).message).toMatch(message);
    expect(standing.state().cutOffs).toBe(0);
  });

  it.each([{}, { sub: undefined }, { grant: 'a' }, undefined, { everyone: 1 }])(
    'revoke(%o)',
    async (match) => {
      await expect(machineWith().standing.revoke(match as never)).rejects.toThrow(TypeError);
    },
  );

  it.each([null, true, {}, { judge: () => 1 }, 'standing'])(
    'the option standing of a verifier: %o',
    (standing) => {
      const create = () =>
        createVerifier({ issuer: ISSUER, resource: RESOURCE, standing: standing as never });
      expect(create).toThrow(/^standing: expected what createStanding returns, found /);
    },
  );
});

function storeOf(): object {
  const method = () => undefined;
  return { read: method, write: method, listen: method, close: method };
}
