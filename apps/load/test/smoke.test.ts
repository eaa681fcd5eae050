import { describe, expect, it } from 'vitest';
import { figuresOf } from '../src/figures.js';
import { publishKeys } from '../src/issuer.js';
import { runLoad } from '../src/run-load.js';

it('a host holds a few seconds of good and hostile requests', { timeout: 60_000 }, async () => {
  const { faults, wrong, changed, requests } = await runLoad('demo-fastify', 3);
  expect({ faults, wrong, changed }).toStrictEqual({ faults: 0, wrong: [], changed: [] });
  expect(requests).toBeGreaterThan(1000);
});

it('publishes keys on loopback, and stops', async () => {
  const keys = await publishKeys();
  keys.publish({ keys: [{ kty: 'RSA' }] });
  const jwks = await fetch(`${keys.issuer}/jwks`);
  expect(await jwks.json()).toStrictEqual({ keys: [{ kty: 'RSA' }] });
  await keys.close();
  await expect(fetch(`${keys.issuer}/jwks`)).rejects.toThrow();
});

describe('figures', () => {
  it('compare the time after the warm-up with the end', () => {
    const samples = Array.from({ length: 90 }, (_, second) => ({
      at: second * 1000,
      rss: (second < 60 ? 100 : 200 + second) * 1_048_576,
      heapUsed: 50 * 1_048_576,
      stall: second < 60 ? 500 : 7,
    }));
    const report = {
      name: '',
      seconds: 90,
      requests: 0,
      faults: 0,
      wrong: [],
      changed: [],
      slowest: 0,
      samples,
    };
    expect(figuresOf({ ...report, seconds: 180 })).toStrictEqual({
      rssWarm: 265,
      rssEnd: 285,
      heapWarm: 50,
      heapEnd: 50,
      stall: 7,
    });
  });
});
