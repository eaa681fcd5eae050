import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticate, type TokenError } from '../../src/index.js';
import { memoryStore, type CutOff, type StandingEvent } from '../../src/standing/index.js';
import { checkCutOff, readStored, writtenForm } from '../../src/standing/cut-off.js';
import { FactReader } from '../../src/standing/facts.js';
import { NOW } from '../support/tokens.js';
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

const claims = { role: 'role_ids', grant: 'grant', session: 'sid', client: 'azp' };

async function refusalOf({ verifier }: Machine, token: string): Promise<TokenError> {
  const result = await authenticate(verifier, requestWith(token));
  if (result.ok) throw new Error('accepted');
  return result.error;
}

async function factsOf(machine: Machine, token: string): Promise<unknown> {
  const { reason, check, expected, found } = await refusalOf(machine, token);
  return { reason, check, expected, found };
}

describe('rule 30: a refusal carries what was looked at', () => {
  it.each<readonly [Record<string, unknown>, string, number | string | undefined, unknown]>([
    [{ iat: undefined }, 'iat', `at most ${NOW}`, undefined],
    [{ iat: NOW + 6, exp: NOW + 60 }, 'iat', `at most ${NOW}`, NOW + 6],
    [{ iat: NOW, exp: NOW + LIFE + 1 }, 'longestTokenLife', LIFE, LIFE + 1],
    [{ role_ids: 7 }, 'standing.role', undefined, undefined],
    [{ role_ids: ['a', 7] }, 'standing.role', undefined, undefined],
    [{ grant: 7 }, 'standing.grant', undefined, undefined],
    [{ sid: {} }, 'standing.session', undefined, undefined],
    [{ azp: [] }, 'standing.client', undefined, undefined],
  ])('%o', async (given, check, expected, found) => {
    pass(500);
    expect(await factsOf(machineWith({ claims }), await issued(NOW, given))).toEqual({
      reason: 'claim',
      check,
      expected,
      found,
    });
  });

  it('what a function of the app throws is the cause of a refusal, not its end', async () => {
    const machine = machineWith({
      claims: {
        session: () => {
          throw new RangeError('no session');
        },
      },
    });
    const { reason, check, cause } = await refusalOf(machine, await issued(NOW));
    expect([reason, check]).toEqual(['claim', 'standing.session']);
    expect(cause).toMatchObject({ name: 'RangeError', message: 'no session' });
  });

  it('our own trouble says which', async () => {
    const machine = machineWith();
    await machine.standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    expect(await factsOf(machine, await issued(NOW))).toMatchObject({ check: 'settling' });
    const store = new SharedStore();
    store.answer = () => Promise.reject(new Error('down'));
    const deaf = machineWith({ store, whenUnknown: 'refuse' });
    expect(await factsOf(deaf, await issued(NOW))).toMatchObject({ check: 'unheard' });
    await expect(deaf.standing.ready()).rejects.toMatchObject({ check: 'unheard', retryAfter: 1 });
  });

  it('a judge that somebody wrote: what it threw, or what was expected of it', async () => {
    const of = (judge: () => unknown) =>
      machineWith(
        {},
        {
          standing: {
            forVerifier: () => ({ judge: judge as never, hear: () => Promise.resolve() }),
            ready: () => Promise.resolve(),
          },
        },
      );
    const wrong = await refusalOf(
      of(() => 'stands'),
      await issued(NOW),
    );
    expect([wrong.check, wrong.cause]).toMatchObject([
      'unheard',
      { message: 'standing: expected judge to give a number or to throw' },
    ]);
    const broken = of(() => {
      throw new RangeError('broken');
    });
    expect((await refusalOf(broken, await issued(NOW))).cause).toMatchObject({ name: 'RangeError' });
  });

  it('a judge that does not say "later" is not asked twice', async () => {
    let [asked, heard] = [0, 0];
    const standing = {
      forVerifier: () => ({ judge: () => ++asked, hear: async () => void heard++ }),
      ready: () => Promise.resolve(),
    };
    expect(await machineWith({}, { standing }).ask(await issued(NOW))).toBe('200');
    expect([asked, heard]).toEqual([1, 0]);
  });
});

describe('rule 30: what a token says of the members of a cut-off', () => {
  const tokenOf = (all: object) =>
    ({ claims: all, subject: (all as { sub?: string }).sub ?? '', organization: undefined }) as never;

  it('each from its place, and nothing where it says nothing', () => {
    const reader = new FactReader({ ...claims, session: (all: object) => (all as { s?: unknown }).s });
    const all = { iat: NOW, sub: 'a', azp: 'b', role_ids: ['c', 'd'], grant: 'e', s: 'f', jti: 'g' };
    expect(reader.read(tokenOf(all))).toEqual({
      issuedAt: NOW,
      texts: {
        sub: 'a',
        client: 'b',
        organization: undefined,
        role: ['c', 'd'],
        grant: 'e',
        session: 'f',
        jti: 'g',
      },
    });
    const nothing = { sub: '', azp: '', role_ids: null, grant: '', s: null, jti: '' };
    const texts = {
      sub: undefined,
      client: undefined,
      organization: undefined,
      role: undefined,
      grant: undefined,
      session: undefined,
      jti: undefined,
    };
    expect(reader.read(tokenOf(nothing))).toEqual({ issuedAt: NaN, texts });
    expect(reader.read(tokenOf({ iat: 'now' }))).toEqual({ issuedAt: NaN, texts });
  });

  it('one role may stand as a text', () => {
    expect(new FactReader(claims).read(tokenOf({ role_ids: 'c' })).texts.role).toEqual(['c']);
  });

  it('the client is that of the standard where nothing else is said', () => {
    const { client } = new FactReader(undefined).read(tokenOf({ client_id: 'b', azp: 'x' })).texts;
    expect(client).toBe('b');
  });

  it('it knows what it was told, and what standards say', () => {
    const known = (reader: FactReader) =>
      (['sub', 'client', 'organization', 'role', 'grant', 'session', 'jti'] as const).filter((kind) =>
        reader.knows(kind),
      );
    expect(known(new FactReader({ role: 'r' }))).toEqual(['sub', 'client', 'organization', 'role', 'jti']);
  });

  it.each(['client', 'role', 'grant', 'session'])(
    'the option claims.%s is named when it is wrong',
    (name) => {
      for (const wrong of ['', 'a.', '.a', 'a..b', 5, null, {}]) {
        expect(() => new FactReader({ [name]: wrong })).toThrow(
          new RegExp(
            `^claims\\.${name}: expected the name of a claim, a path of names with dots, or a function, found `,
          ),
        );
      }
    },
  );
});

describe('rule 30: a cut-off that is written is one that is read', () => {
  it.each<readonly [CutOff, CutOff]>([
    [
      { match: { everyone: true }, before: 0 },
      { match: { everyone: true }, before: 0, origin: 'server' },
    ],
    [
      { match: { sub: 'a' }, before: 5.9 },
      { match: { sub: 'a' }, before: 5, origin: 'server' },
    ],
    [
      { match: { sub: 'a' }, before: 5, origin: 'server' },
      { match: { sub: 'a' }, before: 5, origin: 'server' },
    ],
    [
      { match: { jti: 'x', client: 'b' }, before: 99_999_999_999, origin: 'here' },
      { match: { client: 'b', jti: 'x' }, before: 99_999_999_999, origin: 'here' },
    ],
    [
      { match: { session: 's'.repeat(2048) }, before: 1 },
      { match: { session: 's'.repeat(2048) }, before: 1, origin: 'server' },
    ],
  ])('%#', (given, expected) => {
    const written = writtenForm(checkCutOff(given), 7);
    expect(written).toEqual({ ...expected, until: 7 });
    expect([Object.isFrozen(written), Object.isFrozen(written.match)]).toEqual([true, true]);
    expect(readStored(written)).toEqual(checkCutOff(given));
  });

  it('what is wrong with one is told to the letter', () => {
    const kinds = 'sub, client, organization, role, grant, session, jti';
    const messages = [
      [
        { match: {}, before: 1 },
        `match: expected { everyone: true }, or at least one of ${kinds} with a text, found a value of type object`,
      ],
      [{ match: { user: 'a' }, before: 1 }, `match.user: expected no other member than ${kinds}, found "a"`],
      [
        { match: { ['u'.repeat(101)]: 5 }, before: 1 },
        `match.${'u'.repeat(100)}: expected no other member than ${kinds}, found 5`,
      ],
      [
        { match: { everyone: false }, before: 1 },
        'match.everyone: expected true, and no other member, found false',
      ],
      [
        { match: { sub: 's'.repeat(2049) }, before: 1 },
        'match.sub: expected a text of 1 to 2048 characters, found a longer string',
      ],
      [
        { match: { sub: 'a' }, before: 1e11 },
        'before: expected seconds since the epoch, from 0 to below 1e11, found 100000000000',
      ],
      [
        { match: { sub: 'a' }, before: 1, origin: 'there' },
        `origin: expected 'server' or 'here', found "there"`,
      ],
    ] as const;
    for (const [given, message] of messages) {
      expect(() => checkCutOff(given)).toThrow(new TypeError(message));
      expect(readStored(given)).toBeUndefined();
    }
  });
});

describe('rule 30: how it does, for a health page', () => {
  it('without a store', () => {
    expect(machineWith().standing.state()).toEqual({
      status: 'heard',
      age: undefined,
      cutOffs: 0,
      isFailing: false,
    });
  });

  it('with one: unloaded, heard, and stale when it is too long ago', async () => {
    const { standing, verifier } = machineWith({
      store: new SharedStore(),
      whenUnknown: 'refuse',
      maxStaleness: 20,
    });
    expect(standing.state()).toEqual({ status: 'unloaded', age: undefined, cutOffs: 0, isFailing: false });
    await verifier.ready();
    pass(20_000);
    expect(standing.state()).toMatchObject({ status: 'heard', age: 20 });
    pass(1);
    expect(standing.state()).toMatchObject({ status: 'stale', age: 20.001 });
  });

  it('one that no other machine sees is never stale', async () => {
    const { standing, ask } = machineWith({ store: memoryStore() });
    await ask(await issued(NOW));
    await settle();
    pass(100_000_000);
    expect(standing.state().status).toBe('heard');
  });
});

describe('rule 30: cut-offs made before there is a verifier', () => {
  it('are of now by the option now, and of no later moment', async () => {
    const events: StandingEvent[] = [];
    const store = new SharedStore();
    const { createStanding } = await import('../../src/standing/index.js');
    const options = {
      longestTokenLife: LIFE,
      store,
      whenUnknown: 'accept',
      onEvent: (event: StandingEvent) => void events.push(event),
    } as const;
    await createStanding({ ...options, now: () => (NOW - 100) * 1000 }).revoke({ sub: 'a' });
    await createStanding(options).revoke({ sub: 'b' });
    await createStanding({ ...options, now: () => NOW * 1000 }).cutOff({
      match: { sub: 'c' },
      before: NOW + 9,
    });
    expect(store.cutOffs.map(({ before, origin }) => [before, origin])).toEqual([
      [NOW - 100, 'here'],
      [NOW, 'here'],
      [NOW, 'server'],
    ]);
    expect(events).toContainEqual({ type: 'from_the_future', ahead: 9, kinds: ['sub'] });
  });
});
