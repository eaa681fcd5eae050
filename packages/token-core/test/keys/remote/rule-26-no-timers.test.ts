import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { VerifyContext } from '../../../src/index.js';
import { hang } from './support/faults.js';
import { makeRig, SOURCES, until } from './support/rig.js';
import { json } from './support/server.js';
import { first, jwksOf } from './support/tokens.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** A platform's context that keeps what it is given. */
function makeContext(): VerifyContext & { readonly work: Promise<unknown>[] } {
  const work: Promise<unknown>[] = [];
  return { work, waitUntil: (promise) => work.push(promise) };
}

describe.each(SOURCES)('rule 26: background work goes to waitUntil (%s)', (source) => {
  it('a background refresh, which the request does not wait for', async () => {
    const rig = await makeRig(source);
    await rig.outcomeOf();
    rig.clock.advance(500);
    let answer: (() => void) | undefined;
    rig.answer((...args) => {
      answer = () => json(jwksOf(first))(...args);
    });
    const context = makeContext();
    expect(await rig.outcomeOf(first, context)).toBe('accepted');
    expect(context.work).toHaveLength(1);
    expect(rig.keys.state().age).toBe(500);
    await until(() => answer !== undefined);
    answer?.();
    await Promise.all(context.work);
    expect(rig.keys.state().age).toBe(0);
  });

  it('a fetch that a request waits for, so that others get it when its client leaves', async () => {
    const rig = await makeRig(source);
    const contexts = [makeContext(), makeContext()];
    const token = await rig.mint();
    await Promise.all(contexts.map((context) => rig.outcome(token, context)));
    expect(
      contexts.map(({ work }) => work.length),
      'only who started it',
    ).toEqual([1, 0]);
  });

  it('never a promise that rejects', async () => {
    const rig = await makeRig(source);
    await rig.server.stop();
    const context = makeContext();
    expect(await rig.outcomeOf(first, context)).toBe('keys_unavailable');
    expect(context.work).toHaveLength(1);
    await expect(Promise.all(context.work)).resolves.toBeDefined();
  });

  it('the write to the store, too', async () => {
    let stored: string | undefined;
    const store = {
      get: () => Promise.resolve(null),
      set: async (text: string) => {
        await Promise.resolve();
        stored = text;
      },
    };
    const rig = await makeRig(source, { store });
    const context = makeContext();
    expect(await rig.outcomeOf(first, context)).toBe('accepted');
    expect(context.work).toHaveLength(2);
    await Promise.all(context.work);
    expect(stored).toContain('"fetchedAt"');
  });

  it('one that throws decides nothing', async () => {
    const rig = await makeRig(source);
    const context: VerifyContext = {
      waitUntil: () => {
        throw new TypeError('Illegal invocation');
      },
    };
    expect(await rig.outcomeOf(first, context)).toBe('accepted');
  });

  it('is called on its own object', async () => {
    const rig = await makeRig(source);
    class Context {
      called = 0;
      waitUntil(): void {
        this.called += 1;
      }
    }
    const context = new Context();
    expect(await rig.outcomeOf(first, context)).toBe('accepted');
    expect(context.called).toBe(1);
  });
});

/**
 * A runtime that gives up a request never ends its fetch, nor tells its signal: promises of that request just stay
 * as they are.
 */
function abandonNextFlight(): void {
  vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(new AbortController().signal);
}

describe.each(SOURCES)(
  'rule 26: a fetch that never ends holds up nobody beyond their own bound (%s)',
  (source) => {
    const limits = { timeout: 1 };

    it('those who wait for it get a 503 in time, those who come later fetch anew', async () => {
      const rig = await makeRig(source, limits);
      rig.answer(hang);
      const token = await rig.mint();
      abandonNextFlight();
      const start = performance.now();
      const waiting = await Promise.all([rig.outcome(token), rig.outcome(token)]);
      expect(waiting).toEqual(['keys_unavailable', 'keys_unavailable']);
      expect(performance.now() - start).toBeLessThan(1000);
      rig.answer(json(jwksOf(first)));
      rig.clock.advance(1.001);
      expect(await rig.outcome(token)).toBe('accepted');
    });

    it('a set that is held serves on, and the next refresh is not held up', async () => {
      const rig = await makeRig(source, limits);
      await rig.outcomeOf();
      rig.answer(hang);
      rig.clock.advance(500);
      abandonNextFlight();
      expect(await rig.outcomeOf()).toBe('accepted');
      rig.answer(json(jwksOf(first)));
      rig.clock.advance(1.001);
      expect(await rig.outcomeOf()).toBe('accepted');
      await rig.landed(2);
      expect(rig.keys.state().age).toBe(0);
    });

    it('nor does refresh() by hand wait for it', async () => {
      const rig = await makeRig(source, limits);
      rig.answer(hang);
      abandonNextFlight();
      const waiting = rig.outcomeOf();
      await vi.waitUntil(() => rig.fetches() === 1, { interval: 1 });
      rig.answer(json(jwksOf(first)));
      await rig.keys.refresh();
      expect(rig.keys.state().status).toBe('fresh');
      expect(await rig.outcomeOf()).toBe('accepted');
      expect(await waiting, 'the keys are there when its bound is reached').toBe('accepted');
      expect(rig.events.map(({ type }) => type)).toEqual(['refreshed']);
    });
  },
);

describe('rule 26: no timers', () => {
  const entry = new URL('../../../dist/index.js', import.meta.url);

  it.each(['accepted', 'keys_unavailable'])(
    'a process that had one token %s ends by itself, at once',
    async (outcome) => {
      expect(existsSync(entry), 'the core has to be built first').toBe(true);
      const rig = await makeRig();
      if (outcome !== 'accepted') rig.answer(json({}));
      const program = `
      import { createVerifier, remoteKeys } from ${JSON.stringify(entry.href)};
      const [address, token, now] = process.argv.slice(1);
      const verifier = createVerifier({
        issuer: 'https://issuer.example.com/oidc',
        resource: 'https://api.example.com',
        keys: remoteKeys(address),
        now: () => Number(now),
      });
      console.log(await verifier.verify(token).then(() => 'accepted', (error) => error.reason));
      process.on('exit', () => console.log(Math.round(process.uptime() * 1000 - ended)));
      const ended = process.uptime() * 1000;`;
      const { stdout } = await promisify(execFile)(process.execPath, [
        '--input-type=module',
        '--eval',
        program,
        `${rig.server.origin}/jwks`,
        await rig.mint(),
        String(rig.clock.now()),
      ]);
      const [told, lingered] = stdout.trim().split('\n');
      expect(told).toBe(outcome);
      expect(Number(lingered), 'milliseconds between the verdict and the end').toBeLessThan(1000);
    },
  );

  it('sets none of its own', async () => {
    const timers = [vi.spyOn(globalThis, 'setInterval'), vi.spyOn(globalThis, 'setTimeout')];
    const rig = await makeRig('remoteKeys', {
      fetch: () => Promise.resolve(Response.json(jwksOf(first))),
    });
    for (let minute = 0; minute < 30; minute += 1) {
      expect(await rig.outcomeOf()).toBe('accepted');
      rig.clock.advance(60);
    }
    expect(timers.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });
});
