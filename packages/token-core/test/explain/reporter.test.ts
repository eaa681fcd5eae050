import { describe, expect, it } from 'vitest';
import {
  InvalidTokenError,
  KeysUnavailableError,
  MissingTokenError,
  type Refusal,
  StandingUnavailableError,
} from '../../src/index.js';
import { createReporter, type ReportedPlace } from '../../src/explain/index.js';

function rig() {
  const lines: string[] = [];
  const clock = { now: 1_800_000_000_000 };
  const sink = {
    info: (line: string) => void lines.push(`info ${line}`),
    warn: (line: string) => void lines.push(`warn ${line}`),
  };
  const report = createReporter(sink, { now: () => clock.now });
  const refuse = (error: Refusal, place?: ReportedPlace) => report({ ok: false, error }, place);
  return { lines, clock, report, refuse };
}

const expired = new InvalidTokenError('expired', { check: 'exp', expected: 100, found: 63 });
const place = { method: 'GET', route: '/products/:id' };

describe('rule 33: a refusal is reported once a minute and kind, at info', () => {
  it('the first at once, those that follow counted on the next line after a minute', () => {
    const { lines, clock, refuse } = rig();
    for (let second = 0; second < 61; second++) {
      refuse(expired, place);
      clock.now += 1000;
    }
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^info GET \/products\/:id 401 /);
    expect(lines[1]).toMatch(/59 more like it/);
  });

  it('another route and another cause are other kinds', () => {
    const { lines, refuse } = rig();
    refuse(expired, place);
    refuse(expired, { ...place, route: '/other' });
    refuse(new MissingTokenError({ check: 'absent' }), place);
    expect(lines).toHaveLength(3);
  });

  it('at most 1000 kinds are held; all others are one', () => {
    const { lines, clock, refuse } = rig();
    for (let index = 0; index < 20_000; index++) {
      refuse(expired, { method: 'GET', route: `/made-up/${index}` });
      if (index % 100 === 99) clock.now += 10;
    }
    expect(lines.length).toBeLessThanOrEqual(1001);
    clock.now += 1000;
    for (let index = 0; index < 20_000; index++) {
      refuse(expired, { method: 'GET', route: `/more/${index}` });
      clock.now += 1;
    }
    expect(lines.length).toBeLessThanOrEqual(1001);
  });

  it('a line is one line, whatever the place says', () => {
    const { lines, refuse } = rig();
    refuse(expired, { method: 'GET\n', route: '/a\r\nFORGED \u001b[31m\u2028\u202e' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\p{C}\u2028\u2029]/u);
  });

  it('a log that throws changes nothing', () => {
    const fail = () => {
      throw new Error('log');
    };
    expect(() =>
      createReporter({ info: fail, warn: fail })({ ok: false, error: expired }, place),
    ).not.toThrow();
  });

  it('an accepted request writes nothing', () => {
    const { lines, report } = rig();
    report({ ok: true }, place);
    expect(lines).toEqual([]);
  });
});

describe('an outage has one line into it and one out of it', () => {
  const outage = new KeysUnavailableError(1, { check: 'network' });

  it('at warn, and over after a minute without a 503', () => {
    const { lines, clock, report, refuse } = rig();
    for (let index = 0; index < 100; index++) {
      refuse(outage, place);
      clock.now += 500;
      // What is known is still accepted meanwhile.
      report({ ok: true }, place);
    }
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^warn GET \/products\/:id 503 /);
    clock.now += 60_000;
    report({ ok: true }, place);
    report({ ok: true }, place);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe('info keys_unavailable is over: 100 answered with 503 within 50 s.');
    refuse(outage, place);
    expect(lines).toHaveLength(3);
  });
});

describe('rule 30: a standing that cannot be heard is reported as an outage', () => {
  const unheard = new StandingUnavailableError(1, { check: 'unheard' });
  const settling = new StandingUnavailableError(1, { check: 'settling' });

  it('one line at warn into it, and one out of it', () => {
    const { lines, clock, report, refuse } = rig();
    for (let second = 0; second < 90; second++) {
      refuse(unheard, { ...place, route: `/products/${second}` });
      clock.now += 1000;
    }
    expect(lines).toEqual([expect.stringMatching(/^warn GET \/products\/0 503 standing\.unavailable: /)]);
    clock.now += 60_000;
    report({ ok: true });
    expect(lines.slice(1)).toEqual(['info standing_unavailable is over: 90 answered with 503 within 89 s.']);
  });

  it('one that asks a client to come again in a second is no outage, and hides none', () => {
    const { lines, clock, refuse } = rig();
    for (let second = 0; second < 30; second++) {
      refuse(settling, place);
      clock.now += 1000;
    }
    refuse(unheard, place);
    expect(lines).toEqual([
      expect.stringMatching(/^info GET \/products\/:id 503 standing\.settling: /),
      expect.stringMatching(/^warn GET \/products\/:id 503 standing\.unavailable: /),
    ]);
  });
});
