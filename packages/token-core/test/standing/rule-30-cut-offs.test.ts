import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { authenticate, authorize } from '../../src/index.js';
import { NOW } from '../support/tokens.js';
import { issued, machineWith, pass, requestWith, stopClocks } from './support/world.js';

beforeEach(stopClocks);
afterEach(() => vi.useRealTimers());

describe('rule 30: a matching token with iat in that second or before is refused', () => {
  it.each([
    ['in that second', NOW, '401 revoked'],
    ['before', NOW - 10, '401 revoked'],
    ['in a part of that second', NOW + 0.9, '401 revoked'],
    ['in the second after it', NOW + 1, '200'],
  ])('issued %s', async (_when, iat, outcome) => {
    const { standing, ask } = machineWith();
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW + 0.2 });
    pass(1000);
    expect(await ask(await issued(iat))).toBe(outcome);
  });

  it('a known token too', async () => {
    const { standing, ask } = machineWith();
    const token = await issued(NOW - 10);
    expect(await ask(token)).toBe('200');
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(1000);
    expect(await ask(token)).toBe('401 revoked');
  });
});

describe('rule 30: for one second after this machine first heard of it with 503 and Retry-After 1', () => {
  it('and from then on with 401', async () => {
    const { standing, verifier, ask } = machineWith();
    const token = await issued(NOW - 10);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    const result = await authenticate(verifier, requestWith(token));
    expect(result.ok || result.response.headers['retry-after']).toBe('1');
    pass(999);
    expect(await ask(token)).toBe('503 standing_unavailable');
    pass(1);
    expect(await ask(token)).toBe('401 revoked');
  });

  it('two seconds for revoke()', async () => {
    const { standing, ask } = machineWith();
    const token = await issued(NOW - 10);
    await standing.revoke({ sub: 'user-1' });
    pass(1999);
    expect(await ask(token)).toBe('503 standing_unavailable');
    pass(1);
    expect(await ask(token)).toBe('401 revoked');
  });

  it('by a clock that only runs forward: the time of day may be set', async () => {
    const { standing, ask } = machineWith();
    const token = await issued(NOW - 10);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    vi.setSystemTime((NOW + 60) * 1000);
    expect(await ask(token)).toBe('503 standing_unavailable');
    vi.setSystemTime((NOW - 5) * 1000);
    pass(1000);
    expect(await ask(token)).toBe('401 revoked');
  });

  it('hearing it again changes nothing', async () => {
    const { standing, ask } = machineWith();
    const token = await issued(NOW - 10);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(900);
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW - 5 });
    pass(100);
    expect(await ask(token)).toBe('401 revoked');
  });
});

describe('rule 30: authorize judges standing again', () => {
  it('a token that was let in is refused by the next guard', async () => {
    const { standing, verifier } = machineWith();
    const request = requestWith(await issued(NOW - 10));
    const result = await authenticate(verifier, request);
    if (!result.ok) throw result.error;
    await standing.cutOff({ match: { sub: 'user-1' }, before: NOW });
    pass(1000);
    const further = await authorize(verifier, result.token, undefined, request);
    expect(further.ok || further.error.reason).toBe('revoked');
  });
});
