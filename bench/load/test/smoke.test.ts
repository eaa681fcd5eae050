import { expect, it } from 'vitest';
import { HOSTS } from '../src/hosts.js';
import { publishKeys } from '../src/issuer.js';
import { runLoad } from '../src/run-load.js';

it.concurrent.each(HOSTS)(
  '$name holds a second of good and hostile requests',
  { timeout: 60_000 },
  async (kind) => {
    const report = await runLoad(kind, { seconds: 1, every: 20 });
    const { faults, wrong, changed, requests, memory, alone } = report;
    expect({ faults, wrong, changed }).toStrictEqual({ faults: 0, wrong: [], changed: [] });
    expect(requests).toBeGreaterThan(150);
    expect(alone?.requests).toBeGreaterThan(60);
    expect(memory.every(({ heap }) => heap > 500_000)).toBe(true);
  },
);

it('publishes keys on loopback, and stops', async () => {
  const keys = await publishKeys();
  keys.publish({ keys: [{ kty: 'RSA' }] });
  const jwks = await fetch(`${keys.issuer}/jwks`);
  expect(await jwks.json()).toStrictEqual({ keys: [{ kty: 'RSA' }] });
  await keys.close();
  await expect(fetch(`${keys.issuer}/jwks`)).rejects.toThrow();
});
