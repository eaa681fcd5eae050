import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createStanding, memoryStore, type StandingEvent } from '../../src/standing/index.js';
import { tellStanding, toConsole } from '../../src/standing/report.js';

/** What the console is told while `work` runs, with how loud. */
function toldBy(work: () => unknown): readonly string[] {
  const told: string[] = [];
  for (const level of ['info', 'warn'] as const) {
    const spy = vi.spyOn(console, level).mockImplementation((line) => void told.push(`${level} ${line}`));
    onTestFinished(() => spy.mockRestore());
  }
  work();
  return told;
}

describe('rule 30: where no listener is given, an operator is told on the console', () => {
  it.each<readonly [StandingEvent, string]>([
    [
      { type: 'one_process' },
      'info standing: no store is given, so cut-offs hold in this process alone and are forgotten when it ends.',
    ],
    [
      { type: 'unheard', kind: 'failed', cause: undefined },
      'warn standing: the store does not answer as it should; what was heard so far holds.',
    ],
    [{ type: 'back', after: 1 }, 'info standing: the store answers again.'],
    [
      { type: 'accepting_unheard' },
      "warn standing: the store cannot be heard; tokens are accepted meanwhile (whenUnknown: 'accept').",
    ],
    [
      { type: 'not_written', cause: undefined },
      'warn standing: a cut-off holds here and could not be written to the store; it is written when that answers.',
    ],
    [
      { type: 'unreadable', records: 1 },
      'warn standing: the store holds records that are no cut-offs; they count for nothing.',
    ],
    [
      { type: 'from_the_future', ahead: 1, kinds: ['sub'] },
      'warn standing: a cut-off lies ahead of the clock of the authorization server; it is taken as one of now.',
    ],
    [
      { type: 'cannot_match', kinds: ['role'] },
      'warn standing: a cut-off names what no token can be asked for; see the option claims.',
    ],
    [
      { type: 'folded', cutOffs: 1, before: 1 },
      'warn standing: maxCutOffs is reached; the oldest cut-offs became one for everyone.',
    ],
  ])('%o', (event, line) => {
    expect(toldBy(() => toConsole(event))).toEqual([line]);
  });

  it('of what is everyday nothing is told', () => {
    expect(toldBy(() => toConsole({ type: 'heard', added: 1, held: 1 }))).toEqual([]);
  });

  it('a standing without a store says so when it is made, and one with a store does not', () => {
    expect(toldBy(() => createStanding({ longestTokenLife: 60 }))).toHaveLength(1);
    expect(toldBy(() => createStanding({ longestTokenLife: 60, store: memoryStore() }))).toEqual([]);
  });
});

describe('rule 30: a listener has its own trouble', () => {
  it('what it throws is nobody’s, and what it rejects ends no process', async () => {
    const told: StandingEvent[] = [];
    const event: StandingEvent = { type: 'one_process' };
    tellStanding((each) => {
      told.push(each);
      throw new Error('broken log');
    }, event);
    const rejected = Promise.reject(new Error('broken log'));
    const taken = vi.spyOn(rejected, 'then');
    tellStanding(() => rejected as never, event);
    expect(taken).toHaveBeenCalledWith(undefined, expect.any(Function));
    // What only looks like a promise is not asked to be one.
    tellStanding(() => ({ catch: told }), event);
    expect(told).toEqual([event]);
    expect(Object.isFrozen(told[0])).toBe(true);
  });
});
