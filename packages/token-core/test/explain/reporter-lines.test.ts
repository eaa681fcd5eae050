import { afterEach, describe, expect, it, vi } from 'vitest';
import { InvalidTokenError, KeysUnavailableError, type Refusal } from '../../src/index.js';
import { createReporter, type ReportedPlace } from '../../src/explain/index.js';

const START = 1_800_000_000_000;

function rig() {
  const lines: string[] = [];
  const clock = { now: START };
  const sink = {
    info: (line: string) => void lines.push(`info ${line}`),
    warn: (line: string) => void lines.push(`warn ${line}`),
  };
  const report = createReporter(sink, { now: () => clock.now });
  const refuse = (error: Refusal, place?: ReportedPlace) => report({ ok: false, error }, place);
  return { lines, clock, report, refuse };
}

const revoked = new InvalidTokenError('revoked');
const outage = new KeysUnavailableError(1);
const place = { method: 'GET', route: '/a' };
const REVOKED =
  '401 standing.revoked: The token was revoked: a cut-off covers it, and it was issued in that second or before. The client has to refresh it; the new token holds what the subject may do now.';

afterEach(() => {
  vi.restoreAllMocks();
});

describe('rule 33: a line names place, status, cause, sentence and mend', () => {
  it.each<[string, ReportedPlace | undefined, string]>([
    ['a method and a pattern', place, 'GET /a'],
    ['the method of the request', { request: { headers: {}, method: 'PUT' }, route: '/a' }, 'PUT /a'],
    ['the method that is said, before it', { method: 'GET', request: { headers: {}, method: 'PUT' } }, 'GET'],
    ['a pattern alone', { route: '/a' }, '/a'],
    ['nothing', {}, 'request'],
    ['no place', undefined, 'request'],
    ['a method in small letters', { method: 'get', route: '/a' }, '/a'],
    ['a method of ten letters', { method: 'ABCDEFGHIJ', route: '/a' }, 'ABCDEFGHIJ /a'],
    ['a method of eleven', { method: 'ABCDEFGHIJK', route: '/a' }, '/a'],
    ['a method with more behind it', { method: 'GET x', route: '/a' }, '/a'],
    ['a method with more before it', { method: 'x GET', route: '/a' }, '/a'],
    ['a pattern that is no text', { method: 'GET', route: /a/ as never }, 'GET'],
    [
      'a pattern of 200 characters',
      { method: 'GET', route: `/${'a'.repeat(199)}` },
      `GET /${'a'.repeat(115)}`,
    ],
  ])('%s', (_what, where, told) => {
    const { lines, refuse } = rig();
    refuse(revoked, where);
    expect(lines).toEqual([`info ${told} ${REVOKED}`]);
  });

  it('the first of a kind after a minute tells how many came since, and counts anew', () => {
    const { lines, clock, refuse } = rig();
    refuse(revoked, place);
    clock.now += 59_999;
    refuse(revoked, place);
    refuse(revoked, place);
    expect(lines).toHaveLength(1);
    clock.now += 1;
    refuse(revoked, place);
    clock.now += 60_000;
    refuse(revoked, place);
    expect(lines).toEqual([
      `info GET /a ${REVOKED}`,
      `info GET /a ${REVOKED} (2 more like it since the last line)`,
      `info GET /a ${REVOKED}`,
    ]);
  });

  it('a clock that was set back keeps no kind silent', () => {
    const { lines, clock, refuse } = rig();
    refuse(revoked, place);
    clock.now -= 60_000;
    refuse(revoked, place);
    expect(lines).toHaveLength(2);
  });

  it.each([
    ['NaN', Number.NaN],
    ['Infinity', Infinity],
    ['nothing', undefined],
    ['zero', 0],
  ])('a clock that tells %s writes no more lines than one that stands still', (_what, time) => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const report = createReporter({ info: write, warn: write }, { now: () => time as number });
    for (let round = 0; round < 300; round += 1) {
      report({ ok: false, error: revoked }, place);
      report({ ok: false, error: outage }, place);
      report({ ok: true });
    }
    // One of each kind, and one for what comes beyond a hundred explanations a second.
    expect(lines).toHaveLength(3);
  });

  it('without a clock of its own it reads that of the machine, each time', () => {
    const lines: string[] = [];
    const now = vi.spyOn(Date, 'now').mockReturnValue(START);
    const write = (line: string) => void lines.push(line);
    const report = createReporter({ info: write, warn: write });
    report({ ok: false, error: revoked }, place);
    now.mockReturnValue(START + 60_000);
    report({ ok: false, error: revoked }, place);
    expect(lines).toHaveLength(2);
  });
});

describe('rule 33: a flood costs no more than its first lines', () => {
  it('a hundred explanations a second; what comes beyond them is counted with the others', () => {
    const { lines, clock, refuse } = rig();
    for (let index = 0; index < 103; index++) refuse(revoked, { route: `/${index}` });
    expect(lines).toHaveLength(101);
    expect(lines[99]).toBe(`info /99 ${REVOKED}`);
    expect(lines[100]).toBe('info other refusals: more kinds than are told apart.');
    clock.now += 1000;
    refuse(revoked, { route: '/next' });
    expect(lines[101]).toBe(`info /next ${REVOKED}`);
    clock.now += 59_000;
    for (let index = 0; index < 101; index++) refuse(revoked, { route: '/next' });
    expect(lines.at(-1)).toBe(
      'info other refusals: more kinds than are told apart. (2 more like it since the last line)',
    );
  });

  it('a thousand kinds are told apart, and the next are all one', () => {
    const { lines, clock, refuse } = rig();
    for (let index = 0; index < 1003; index++) {
      refuse(revoked, { route: `/${index}` });
      if (index % 100 === 99) clock.now += 1000;
    }
    expect(lines).toHaveLength(1001);
    expect(lines[999]).toBe(`info /999 ${REVOKED}`);
    expect(lines[1000]).toBe('info other refusals: more kinds than are told apart.');
    clock.now += 60_000;
    refuse(revoked, { route: '/more' });
    refuse(revoked, { route: '/0' });
    expect(lines.slice(1001)).toEqual([
      'info other refusals: more kinds than are told apart. (2 more like it since the last line)',
      `info /0 ${REVOKED}`,
    ]);
  });
});

describe('rule 33: an outage has one line into it and one out of it', () => {
  const INTO =
    'warn GET /a 503 keys.unavailable: The keys cannot be had at the moment: the last fetch failed, and the next one is not due yet; or what gives keys or time threw. Look at keys.state().lastFailure and at the cause of the error.';

  it('with how many, and for how long', () => {
    const { lines, clock, report, refuse } = rig();
    refuse(outage, place);
    clock.now += 2600;
    refuse(outage, place);
    clock.now += 59_999;
    report({ ok: true });
    expect(lines).toEqual([INTO]);
    clock.now += 1;
    report({ ok: true });
    expect(lines).toEqual([INTO, 'info keys_unavailable is over: 2 answered with 503 within 3 s.']);
    report({ ok: true });
    expect(lines).toHaveLength(2);
  });

  it('a refusal shows its end too', () => {
    const { lines, clock, refuse } = rig();
    refuse(outage, place);
    clock.now += 60_000;
    refuse(revoked, place);
    expect(lines.slice(1)).toEqual([
      'info keys_unavailable is over: 1 answered with 503 within 0 s.',
      `info GET /a ${REVOKED}`,
    ]);
  });

  it('a clock that was set back makes none last less than nothing', () => {
    const { lines, clock, report, refuse } = rig();
    refuse(outage, place);
    clock.now -= 5000;
    refuse(outage, place);
    clock.now -= 60_000;
    report({ ok: true });
    expect(lines.at(-1)).toBe('info keys_unavailable is over: 2 answered with 503 within 0 s.');
  });

  it('of each authorization server one, whatever the route', () => {
    const { lines, refuse } = rig();
    const verifier = (...issuers: string[]) => ({ issuers });
    refuse(outage, { ...place, verifier: verifier('https://a.test') });
    refuse(outage, { ...place, route: '/b', verifier: verifier('https://a.test') });
    refuse(outage, { ...place, verifier: verifier('https://b.test') });
    refuse(outage, { ...place, verifier: verifier('https://a.test', 'https://b.test') });
    refuse(outage, { ...place, verifier: {} });
    refuse(outage, place);
    expect(lines).toHaveLength(4);
  });

  it('at most a thousand at a time', () => {
    const { lines, refuse } = rig();
    for (let index = 0; index < 1001; index++) refuse(outage, { verifier: { issuers: [`${index}`] } });
    expect(lines).toHaveLength(1000);
  });
});

describe('rule 33: more evidence is asked for where a line is written', () => {
  const expired = new InvalidTokenError('expired', { check: 'exp', expected: 1000, found: 900 });

  it('and only there, and decides what is said', () => {
    const { lines, clock, refuse } = rig();
    const evidence = vi.fn(() => ({ keys: { clockOffset: 172_800 } as never, clock: {} }));
    refuse(expired, { ...place, evidence });
    expect(lines[0]).toMatch(/^info GET \/a 401 clock\.ahead: /);
    refuse(outage, { ...place, evidence });
    refuse(outage, { ...place, evidence });
    expect(evidence).toHaveBeenCalledTimes(2);
    clock.now += 1;
  });

  it('the clock of the reporter is that of the evidence, where it brings none', () => {
    const stale = new InvalidTokenError('stale', { found: START / 1000 - 600, expected: 60 });
    const { lines, refuse } = rig();
    refuse(stale, { route: '/a' });
    refuse(stale, { route: '/b', evidence: () => ({ clock: { now: START + 600_000 } }) });
    expect(lines[0]).toContain('issued 10 min ago');
    expect(lines[1]).toContain('issued 20 min ago');
  });

  it('the request and the verifier are evidence as well', () => {
    const { lines, refuse } = rig();
    const request = { headers: { via: '1' } };
    refuse(new InvalidTokenError('audience'), { request, verifier: { resource: 'https://api.test' } });
    expect(lines[0]).toContain('resource=https://api.test');
  });

  it('what throws there writes nothing and decides nothing', () => {
    const { lines, refuse } = rig();
    const evidence = () => {
      throw new Error('x');
    };
    expect(() => refuse(revoked, { ...place, evidence })).not.toThrow();
    expect(lines).toEqual([]);
  });
});
