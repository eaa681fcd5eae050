import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CutOffMatch, StandingEvent } from '../../src/standing/index.js';
import { checkCutOff } from '../../src/standing/cut-off.js';
import { FactReader } from '../../src/standing/facts.js';
import { HeldCutOffs } from '../../src/standing/held.js';
import { Intake, lifeOf } from '../../src/standing/intake.js';
import { Moments } from '../../src/standing/moments.js';
import { NOW } from '../support/tokens.js';
import { stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

const LIFE = 10_000;
const of = (match: CutOffMatch, before: number, origin?: 'here') =>
  checkCutOff({ match, before, ...(origin && { origin }) });

/** Of a token that says this of itself. */
const facts = (issuedAt: number, texts: object = {}) =>
  ({ issuedAt, texts: { sub: 'a', ...texts } }) as never;

describe('rule 30: cut-offs that are held', () => {
  it('one that says less than what is held is no news, and moves nothing', () => {
    const held = new HeldCutOffs(LIFE, 100);
    expect(held.add(of({ sub: 'a' }, 10), 0, false)).toBe(true);
    const { epoch } = held;
    for (const before of [10, 9]) expect(held.add(of({ sub: 'a' }, before), 500, false)).toBe(false);
    expect([held.epoch, held.size, held.judge(facts(10), 1000)]).toEqual([epoch, 1, 'revoked']);
    expect(held.add(of({ sub: 'a' }, 11), 500, false)).toBe(true);
    expect([held.epoch === epoch, held.size, held.judge(facts(11), 1499)]).toEqual([false, 1, 'settling']);
    expect([held.judge(facts(11), 1500), held.judge(facts(12), 1500)]).toEqual(['revoked', 'stands']);
  });

  it('nor is what everyone is cut off by; what is later is, and so is one for everyone', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.add(of({ sub: 'b' }, 4), 0, false);
    held.add(of({ everyone: true }, 10), 0, false);
    expect(held.add(of({ sub: 'a' }, 10), 0, false)).toBe(false);
    expect(held.add(of({ sub: 'a' }, 11), 0, false)).toBe(true);
    expect(held.add(of({ everyone: true }, 11), 0, false)).toBe(true);
    expect(held.size).toBe(3);
  });

  it('a later one settles no sooner than the one before, and one of ours later than the server’s', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.add(of({ sub: 'a' }, 10, 'here'), 0, false);
    held.add(of({ sub: 'a' }, 11), 100, false);
    expect([held.judge(facts(11), 1999), held.judge(facts(11), 2000)]).toEqual(['settling', 'revoked']);
    held.add(of({ sub: 'c' }, 10), 0, false, 500);
    const token = facts(10, { sub: 'c' });
    expect([held.judge(token, 1499), held.judge(token, 1500)]).toEqual(['settling', 'revoked']);
  });

  it('each ends after its life, from when it was heard, and those that came later stay', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.add(of({ sub: 'a' }, 10), 0, false);
    held.add(of({ sub: 'b' }, 10), 1000, false, 500);
    held.add(of({ sub: 'a' }, 11), 2000, false);
    held.end(11_499);
    expect(held.size).toBe(2);
    held.end(11_500);
    expect([held.size, held.judge(facts(10, { sub: 'b' }), 11_500)]).toEqual([1, 'stands']);
    held.end(11_999);
    expect(held.size).toBe(1);
    held.end(12_000);
    expect(held.size).toBe(0);
  });

  it('a token without a moment is cut off by any that matches', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.add(of({ sub: 'a' }, 10), 0, false);
    expect(held.judge(facts(NaN), 1000)).toBe('revoked');
    expect(held.judge(facts(NaN, { sub: 'b' }), 1000)).toBe('stands');
  });

  it('of several roles with another member each is looked for', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.add(of({ sub: 'a', role: 's' }, 10), 0, false);
    expect(held.judge(facts(10, { role: ['r', 's'] }), 1000)).toBe('revoked');
    expect(held.judge(facts(10, { role: ['r'] }), 1000)).toBe('stands');
    expect(held.judge(facts(10), 1000)).toBe('stands');
  });

  it('what the last whole answer did not name is missing from the store', () => {
    const held = new HeldCutOffs(LIFE, 100);
    held.beginAnswer();
    held.add(of({ sub: 'a' }, 10), 0, true);
    held.add(of({ sub: 'b' }, 10, 'here'), 0, false);
    held.add(of({ sub: 'd' }, 10), 0, true);
    expect([...held.missing()]).toEqual([of({ sub: 'b' }, 10, 'here')]);
    held.beginAnswer();
    held.add(of({ sub: 'a' }, 10), 0, true);
    // An earlier moment than what is held is not what is held.
    held.add(of({ sub: 'd' }, 9), 0, true);
    // Said here once more is not said by the store.
    held.add(of({ sub: 'b' }, 10), 0, false);
    expect([...held.missing()].map(({ key }) => key)).toEqual(['b', 'd']);
    held.beginAnswer();
    held.add(of({ sub: 'a' }, 10), 0, false);
    expect([...held.missing()].map(({ key }) => key)).toEqual(['a', 'b', 'd']);
  });
});

describe('rule 30: a fold drops nothing', () => {
  function filled(moments: readonly number[], most: number): HeldCutOffs {
    const held = new HeldCutOffs(LIFE, most);
    moments.forEach((before, index) => held.add(of({ jti: `${index}` }, before), 0, false));
    return held;
  }

  it('the earliest moments go, in whatever order they came', () => {
    const held = filled([9, 3, 7, 1, 8, 2, 6, 4, 5, 10, 11], 10);
    expect(held.isOver).toBe(true);
    const { epoch } = held;
    expect(held.fold(0)).toEqual({ cutOffs: 2, before: 2 });
    expect([held.isOver, held.size, held.epoch > epoch]).toEqual([false, 10, true]);
    expect([held.judge(facts(2), 1000), held.judge(facts(3), 1000)]).toEqual(['revoked', 'stands']);
    held.beginAnswer();
    expect([...held.missing()].find(({ mask }) => mask === 0)).toMatchObject({ before: 2, isHere: false });
  });

  it('the next one widens it, once more counted as one', () => {
    const held = filled([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 10);
    held.fold(0);
    held.add(of({ jti: 'x' }, 20), 0, false);
    held.add(of({ jti: 'y' }, 21), 0, false);
    expect(held.isOver).toBe(true);
    const { cutOffs, before } = held.fold(0);
    expect([cutOffs, before, held.size]).toEqual([2, 4, 10]);
    expect([held.judge(facts(4), 1000), held.judge(facts(5), 1000)]).toEqual(['revoked', 'stands']);
  });

  it('one of ours among them stays one of ours, and what settles last is waited for', () => {
    const held = new HeldCutOffs(LIFE, 1);
    held.add(of({ jti: 'a' }, 1, 'here'), 0, false);
    held.add(of({ jti: 'b' }, 1), 0, false);
    expect(held.fold(0)).toEqual({ cutOffs: 2, before: 1 });
    held.beginAnswer();
    expect([...held.missing()]).toMatchObject([{ mask: 0, key: '', before: 1, isHere: true }]);
    expect([held.judge(facts(1), 1999), held.judge(facts(1), 2000)]).toEqual(['settling', 'revoked']);
  });

  it('one for everyone that is there already and says more is left as it is', () => {
    const held = filled([1, 1], 2);
    held.add(of({ everyone: true }, 9), 0, false);
    const { epoch } = held;
    held.fold(0);
    expect([held.size, held.epoch]).toEqual([1, epoch]);
    expect(held.judge(facts(9), 1000)).toBe('revoked');
  });
});

describe('rule 30: what time it is by the authorization server', () => {
  const context = (seconds: number, clockOffset?: number | (() => never), clockTolerance = 5) =>
    ({
      now: () => seconds * 1000,
      clockTolerance,
      keys: { state: typeof clockOffset === 'function' ? clockOffset : () => ({ clockOffset }) },
    }) as never;

  it('by the option now until there is a verifier, then by those', () => {
    const moments = new Moments(() => 7900);
    expect([moments.earliest(), moments.latest()]).toEqual([7, 7]);
    expect(moments.window()).toEqual({ earliest: 7, limit: 7, tolerance: 0 });
    moments.add(context(100));
    expect(moments.window()).toEqual({ earliest: 100, limit: 105, tolerance: 5 });
    moments.add(context(100, 20, 9.5));
    // Whole seconds of a `Date` may be one more.
    expect(moments.window()).toEqual({ earliest: 80, limit: 110, tolerance: 9.5 });
    moments.add(context(100, -20));
    expect([moments.earliest(), moments.latest()]).toEqual([80, 121]);
    moments.noteIssued(130);
    moments.noteIssued(120);
    expect(moments.latest()).toBe(130);
  });

  it('a source that says nothing of its clock, or throws, says nothing', () => {
    for (const offset of [
      NaN,
      Infinity,
      undefined,
      () => {
        throw new Error('no state');
      },
    ]) {
      const moments = new Moments(() => 0);
      moments.add(context(100, offset));
      expect([moments.earliest(), moments.latest()]).toEqual([100, 100]);
    }
  });

  it('of the last hundred verifiers the clocks are looked at', () => {
    const moments = new Moments(() => 0);
    for (let index = 0; index < 100; index++) moments.add(context(200 - index));
    expect(moments.latest()).toBe(200);
    moments.add(context(1));
    expect(moments.latest()).toBe(199);
  });

  it('one that lies ahead is one of the latest moment that may be, and stays so when it is told again', () => {
    const moments = new Moments(() => 100_000);
    moments.add(context(100));
    const place = (before: number, sub = 'a') => moments.place(of({ sub }, before), moments.window());
    expect(place(105)).toEqual({ cutOff: of({ sub: 'a' }, 105), ahead: 0, settleFor: 0 });
    expect(place(106)).toEqual({ cutOff: of({ sub: 'a' }, 105), ahead: 1, settleFor: 6000 });
    expect(place(106)).toEqual({ cutOff: of({ sub: 'a' }, 105), ahead: 0, settleFor: 0 });
    expect(place(105)).toEqual({ cutOff: of({ sub: 'a' }, 105), ahead: 0, settleFor: 0 });
    expect(place(106, 'b').ahead).toBe(1);
    expect(place(107).ahead).toBe(2);
    moments.noteIssued(200);
    expect(place(106).cutOff.before).toBe(105);
  });

  it('of a thousand of these it remembers each, and then begins anew', () => {
    const moments = new Moments(() => 0);
    moments.add(context(100));
    const window = moments.window();
    const aheadOf = (index: number) => moments.place(of({ sub: `${index}` }, 200), window).ahead;
    for (let index = 0; index < 1000; index++) aheadOf(index);
    expect([aheadOf(0), aheadOf(999)]).toEqual([0, 0]);
    expect([aheadOf(1000), aheadOf(1000), aheadOf(999)]).toEqual([95, 0, 95]);
  });
});

describe('rule 30: cut-offs are taken in, whoever says them', () => {
  function intakeOf(maxCutOffs = 100, claims?: object) {
    const settings = { longestTokenLife: 3600, maxCutOffs, facts: new FactReader(claims) } as never;
    const events: StandingEvent[] = [];
    const held = new HeldCutOffs(lifeOf(settings) * 1000, maxCutOffs);
    const intake = new Intake(
      settings,
      held,
      new Moments(() => Date.now()),
      (event) => void events.push(event),
    );
    return { intake, held, events };
  }
  const whole = (records: readonly unknown[], isWhole = true) => ({ records, isWhole, cursor: undefined });
  const written = (match: CutOffMatch, before: number) => ({
    match,
    before,
    origin: 'server',
    until: before + 3660,
  });

  it('one that is said here is told once, and written each time', () => {
    const { intake, events } = intakeOf();
    for (let turn = 0; turn < 2; turn++)
      expect(intake.takeHere(of({ sub: 'a' }, NOW))).toEqual([written({ sub: 'a' }, NOW)]);
    expect(events).toEqual([{ type: 'heard', added: 1, held: 1 }]);
  });

  it('a store is told what it lacks, but nothing that has ended, and nothing after a part of an answer', () => {
    const { intake, events } = intakeOf();
    const old = NOW - 3661;
    for (const before of [NOW, old, old + 1]) intake.takeHere(of({ jti: `${before}` }, before));
    events.length = 0;
    expect(intake.takeAnswer(whole([], false))).toEqual([]);
    const told = intake.takeAnswer(whole([{ match: { sub: 'b' }, before: NOW }]));
    expect(told).toEqual([written({ jti: `${NOW}` }, NOW), written({ jti: `${old + 1}` }, old + 1)]);
    expect(events).toEqual([{ type: 'heard', added: 1, held: 4 }]);
    expect(intake.takeAnswer(whole(told))).toEqual([written({ sub: 'b' }, NOW)]);
    expect(events).toHaveLength(1);
  });

  it('what is no cut-off, and what no token can be asked for, is told, the latter once', () => {
    const { intake, events, held } = intakeOf();
    const records = [7, { match: { role: 'r' }, before: NOW }, { match: { role: 's' }, before: NOW }, {}];
    intake.takeAnswer(whole(records));
    intake.takeAnswer(whole([{ match: { grant: 'g', session: 's' }, before: NOW }]));
    expect(events).toEqual([
      { type: 'cannot_match', kinds: ['role'] },
      { type: 'unreadable', records: 2 },
      { type: 'heard', added: 2, held: 2 },
      { type: 'cannot_match', kinds: ['grant', 'session'] },
      { type: 'heard', added: 1, held: 3 },
    ]);
    expect(held.size).toBe(3);
  });

  it('said here, what no token can be asked for is a TypeError that names it', () => {
    const { intake, held } = intakeOf(100, { grant: 'g' });
    expect(() => intake.takeHere(of({ grant: 'g', session: 's' }, NOW))).toThrow(
      new TypeError(
        'claims.session: expected where it stands in a token, since a cut-off names it, found nothing',
      ),
    );
    expect(held.size).toBe(0);
  });

  it('at the bound what has ended goes first, and a fold is told and written', () => {
    const { intake, held, events } = intakeOf(2);
    intake.takeHere(of({ jti: 'a' }, NOW));
    vi.advanceTimersByTime(3_660_000);
    intake.takeHere(of({ jti: 'b' }, NOW + 3660));
    intake.takeHere(of({ jti: 'c' }, NOW + 3661));
    expect(held.size).toBe(2);
    events.length = 0;
    expect(intake.takeHere(of({ jti: 'd' }, NOW + 3660))).toEqual([
      written({ jti: 'd' }, NOW + 3660),
      written({ everyone: true }, NOW + 3660),
    ]);
    expect(events.map(({ type }) => type)).toEqual(['folded', 'heard']);
    expect(events[0]).toEqual({ type: 'folded', cutOffs: 3, before: NOW + 3660 });
  });

  it('a fold after a part of an answer is written too', () => {
    const { intake } = intakeOf(1);
    const records = ['a', 'b'].map((jti) => ({ match: { jti }, before: NOW }));
    expect(intake.takeAnswer(whole(records, false))).toEqual([written({ everyone: true }, NOW)]);
  });
});
