import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { remoteKeys } from '../../src/index.js';
import { ISSUER, key, NOW } from '../support/tokens.js';
import { issued, type Machine, machineWith, pass, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

/** Steps of the simulation, in milliseconds. */
const STEP = 50;

/** The authorization server, whose clock differs from that of the machines, and which knows what the subject may do now. */
function serverWith(skew: number) {
  const now = () => Date.now() / 1000 + skew;
  const keys = remoteKeys(`${ISSUER}/jwks`, {
    fetch: async () =>
      Response.json({ keys: [key.publicJwk] }, { headers: { date: new Date(now() * 1000).toUTCString() } }),
  });
  return { now, keys, refresh: () => issued(Math.floor(now())) };
}

interface Journey {
  /** Milliseconds from the event to the first 200 with a token that was issued after it. */
  readonly letInAfter: number;
  readonly statuses: readonly string[];
}

/** A client that calls on and on: on 401 it refreshes and calls again at once, on 503 it comes again after a second. */
async function travel(
  ask: (token: string) => Promise<string>,
  first: string,
  refresh: () => Promise<string>,
) {
  const statuses: string[] = [];
  let token = first;
  let [isNew, comesAt] = [false, 0];
  for (let time = 0; time < 10_000 && statuses.length < 50; time += STEP) {
    if (time >= comesAt) {
      const outcome = await ask(token);
      statuses.push(outcome.slice(0, 3));
      if (outcome === '200' && isNew) return { letInAfter: time, statuses };
      if (outcome.startsWith('503')) comesAt = time + 1000;
      if (outcome.startsWith('401')) {
        token = await refresh();
        isNew = true;
        comesAt = time;
        time -= STEP;
        continue;
      }
    }
    pass(STEP);
  }
  return { letInAfter: Infinity, statuses };
}

function expectGood({ letInAfter, statuses }: Journey): void {
  expect(letInAfter).toBeLessThanOrEqual(3000);
  // Two 401s with nothing but a 503 between are two in a row.
  expect(statuses.filter((status) => status === '401')).toHaveLength(1);
}

describe('rule 30: a client that refreshes on 401 is let in within three seconds and never meets two 401s in a row', () => {
  // The event falls at the begin, in the middle and at the very end of a second of either clock.
  const parts = [0, 0.001, 0.25, 0.5, 0.75, 0.95, 0.999];
  const skews = [-30, -0.5, 0, 0.4, 30];
  const cases = skews.flatMap((skew) => parts.map((part) => [skew, part] as const));

  it.each(cases)('an event of the server: clocks %d s apart, %d s into a second', async (skew, part) => {
    vi.setSystemTime((NOW + part) * 1000);
    const server = serverWith(skew);
    const machine = machineWith({}, { keys: server.keys, clockTolerance: 30 });
    const token = await server.refresh();
    expect(await machine.ask(token)).toBe('200');
    await machine.standing.cutOff({ match: { sub: 'user-1' }, before: server.now() });
    expectGood(await travel(machine.ask, token, server.refresh));
  });

  it.each(cases)('revoke(): clocks %d s apart, %d s into a second', async (skew, part) => {
    vi.setSystemTime((NOW + 0.3) * 1000);
    const server = serverWith(skew);
    const machine = machineWith({}, { keys: server.keys, clockTolerance: 30 });
    await machine.verifier.ready();
    pass(5000 + part * 1000);
    // Issued in the same instant: what it holds may be what was taken away.
    const token = await server.refresh();
    await machine.standing.revoke({ sub: 'user-1' });
    expect(await machine.ask(token)).toBe('503 standing_unavailable');
    expectGood(await travel(machine.ask, token, server.refresh));
  });

  it.each(parts)(
    'a refresh within the second of the event, which may hold what was taken: %d s into it',
    async (part) => {
      vi.setSystemTime((NOW + part) * 1000);
      const server = serverWith(-30);
      const machine = machineWith({}, { keys: server.keys, clockTolerance: 30 });
      await machine.standing.cutOff({ match: { sub: 'user-1' }, before: server.now() });
      // On its own account, and not because of a 401.
      const early = await server.refresh();
      expectGood(await travel(machine.ask, early, server.refresh));
    },
  );

  it('on machines that hear of it one after the other', async () => {
    const server = serverWith(30);
    const machines: Machine[] = [0, 1, 2].map(() =>
      machineWith({}, { keys: server.keys, clockTolerance: 30 }),
    );
    const token = await server.refresh();
    const before = server.now();
    let turn = 0;
    const [first, second, third] = machines as [Machine, Machine, Machine];
    await first.standing.cutOff({ match: { sub: 'user-1' }, before });
    pass(400);
    await second.standing.cutOff({ match: { sub: 'user-1' }, before });
    pass(400);
    await third.standing.cutOff({ match: { sub: 'user-1' }, before });
    // Whichever the balancer picks.
    const ask = async (text: string) => (machines[turn++ % 3] as Machine).ask(text);
    expectGood(await travel(ask, token, server.refresh));
  });
});

describe('rule 30: revoke() takes now, moved by the offset of the last key answer, at its latest', () => {
  it.each([-3600, -30, 30, 3600])('clocks %d s apart', async (skew) => {
    const server = serverWith(skew);
    const { verifier, standing, ask } = machineWith({}, { keys: server.keys, clockTolerance: 60 });
    await verifier.ready();
    const [old, later] = [await issued(NOW + skew, { jti: 'a' }), await issued(NOW + skew + 2, { jti: 'b' })];
    await standing.revoke({ sub: 'user-1' });
    pass(2000);
    // What lies ahead of the clock here by more than the tolerance is refused for that.
    const ahead = skew > 60 ? '401 claim' : undefined;
    expect([await ask(old), await ask(later)]).toEqual([ahead ?? '401 revoked', ahead ?? '200']);
  });

  it('an answer that lay in a cache tells nothing of the clock', async () => {
    const keys = remoteKeys(`${ISSUER}/jwks`, {
      fetch: async () =>
        Response.json(
          { keys: [key.publicJwk] },
          { headers: { date: new Date((NOW - 3000) * 1000).toUTCString(), age: '3000' } },
        ),
    });
    const { verifier, standing, ask } = machineWith({}, { keys });
    await verifier.ready();
    expect(verifier.state?.().clockOffset).toBeUndefined();
    await standing.revoke({ sub: 'user-1' });
    pass(2000);
    expect(await ask(await issued(NOW))).toBe('401 revoked');
  });

  it('without such an answer a genuine token shows how late it is there, at least', async () => {
    const { standing, ask } = machineWith({}, { clockTolerance: 30 });
    const token = await issued(NOW + 30);
    expect(await ask(token)).toBe('200');
    await standing.revoke({ sub: 'user-1' });
    pass(2000);
    expect(await ask(token)).toBe('401 revoked');
  });
});
