import { afterEach, describe, expect, it, vi } from 'vitest';
import { authenticate } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { makeRig, type Rig, SOURCES, until } from './support/rig.js';
import { first, second } from './support/tokens.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const MANY = 50;

/** How many deadlines are set while many requests wait, each with a token of its own making. */
async function deadlinesOf(rig: Rig, token: () => string | Promise<string>): Promise<number> {
  const tokens = await Promise.all(Array.from({ length: MANY }, token));
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  const before = rig.fetches();
  const waiting = tokens.map((text) =>
    authenticate(rig.verifier, { headers: { authorization: `Bearer ${text}` } }),
  );
  await until(() => rig.fetches() > before);
  const { length } = timeout.mock.calls;
  await rig.server.stop();
  for (const answer of await Promise.all(waiting)) expect(answer.ok).toBe(false);
  return length;
}

describe.each(SOURCES)('rule 26: any seconds within the bounds are a deadline (%s)', (source) => {
  // Times 1000 the first three are a little less than a whole number.
  it.each([2.01, 4.02, 16.1, 10 / 3, Math.PI])('%d', async (timeout) => {
    const rig = await makeRig(source, { timeout });
    expect(await rig.outcomeOf(first)).toBe('accepted');
  });
});

describe.each(SOURCES)('rule 26: a waiting request has one deadline, its own (%s)', (source) => {
  // One more for the fetch itself.
  const each = MANY + 1;

  it('while no keys are held', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    if (source === 'discoveredKeys') await rig.outcomeOf(first);
    rig.clock.advance(86_400);
    rig.answer(hang);
    expect(await deadlinesOf(rig, () => rig.mint(first))).toBe(each);
  });

  it('also with a token that was verified before', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    const token = await rig.mint(first);
    expect(await rig.outcome(token)).toBe('accepted');
    rig.clock.advance(86_400);
    rig.answer(hang);
    expect(await deadlinesOf(rig, () => token)).toBe(each);
  });

  it('with an unknown name', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    await rig.outcomeOf(first);
    rig.answer(hang);
    expect(await deadlinesOf(rig, () => rig.mint(second))).toBe(each);
  });

  it('with a bad signature', async () => {
    const rig = await makeRig(source, { timeout: 5 });
    await rig.outcomeOf(first);
    rig.answer(hang);
    expect(await deadlinesOf(rig, () => rig.forge('first'))).toBe(each);
  });
});
