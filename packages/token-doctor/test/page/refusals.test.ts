import { describe, expect, it } from 'vitest';
import { authenticate, createVerifier, MissingTokenError } from '@acme/token-core';
import { Refusals } from '../../src/page/refusals.js';
import { decisionOn, issuer } from './setup.js';

async function noted(...parameters: Parameters<typeof decisionOn>) {
  const refusals = new Refusals();
  const [decision, place] = await decisionOn(...parameters);
  if (!decision.ok) refusals.note(decision.error, place);
  return refusals.newestFirst[0];
}

describe('rule 33: what is kept of a refusal', () => {
  it('of a token only the members that may be shown', async () => {
    const token = await issuer.mint({
      aud: 'https://other.example.com',
      email: 'alice@example.com',
      sub: 'alice',
    });
    const kept = await noted(`Bearer ${token}`);
    expect(kept?.token?.map(({ name }) => name)).toEqual([
      'typ',
      'alg',
      'kid',
      'iss',
      'aud',
      'client_id',
      'scope',
      'iat',
      'exp',
    ]);
    const text = JSON.stringify(kept);
    for (const secret of [...token.split('.'), 'alice', 'raw-identifier', 'query-secret']) {
      expect(text).not.toContain(secret);
    }
  });

  it.each([
    ['an opaque text', 'Bearer of-a-secret', 'Bearer, 11 characters'],
    ['another scheme', 'Basic b2Ytc2VjcmV0', 'Authorization without Bearer, 18 characters'],
    ['no header', undefined, 'no Authorization header'],
    ['a personal access token', 'Bearer pat_of-a-secret', 'Bearer, 15 characters'],
  ])('of %s its length', async (_, authorization, credentials) => {
    const kept = await noted(authorization);
    expect(kept?.credentials).toBe(credentials);
    expect(kept?.token).toBeUndefined();
    expect(JSON.stringify(kept)).not.toMatch(/of-a-secret|b2Ytc2VjcmV0/);
  });

  it('of the field that the verifier reads, and not of a gateway’s own token', async () => {
    const verifier = createVerifier({
      issuer: issuer.issuer,
      resource: issuer.resource,
      keys: issuer.keys,
      tokenHeader: 'x-token',
    });
    const headers = {
      authorization: `Bearer ${await issuer.mint({ client_id: 'gateway' })}`,
      'x-token': await issuer.mint({ aud: 'https://other.example.com' }),
    };
    const decision = await authenticate(verifier, { headers });
    const refusals = new Refusals();
    if (!decision.ok) refusals.note(decision.error, { request: { headers }, verifier });
    const kept = refusals.newestFirst[0];
    expect(kept?.token).toContainEqual({ name: 'aud', value: 'https://other.example.com' });
    expect(kept?.credentials).toBe(`x-token without Bearer, ${headers['x-token'].length} characters`);
  });

  it('addresses lose their user information and their query', async () => {
    const token = await issuer.mint({ iss: 'https://user:password@issuer.test/oidc?key=hidden' });
    const text = JSON.stringify(await noted(`Bearer ${token}`));
    expect(text).toContain('issuer.test/oidc');
    expect(text).not.toMatch(/password|hidden/);
  });

  it('no control, direction or line character is kept', async () => {
    const token = await issuer.mint({ client_id: 'a\nb\u001b[31m\u202ec\u0000', aud: 'x\r\ny' });
    const kept = await noted(`Bearer ${token}`, undefined, { route: '/a\n\u001b[0m', method: 'GET\n' });
    // oxlint-disable-next-line no-control-regex -- that is what is looked for
    expect(JSON.stringify(kept)).not.toMatch(/\\n|\\r|\\u00|\\u202e|[\u0000-\u001f\u202e]/);
    expect(kept?.method).toBeUndefined();
  });
});

describe('bounds', () => {
  it('the newest 50 are kept, by numbers that go on', () => {
    let now = 0;
    const refusals = new Refusals(() => now);
    for (let count = 0; count < 120; count++) {
      now += 1000;
      refusals.note(new MissingTokenError(), { route: `/${count}` });
    }
    expect(refusals.newestFirst).toHaveLength(50);
    expect(refusals.newestFirst[0]).toMatchObject({ id: 120, route: '/119' });
    expect(refusals.find(70)).toBeUndefined();
    expect(refusals.find(71)?.route).toBe('/70');
    expect(refusals.after(118).map(({ id }) => id)).toEqual([120, 119]);
  });

  it('a flood of one kind hides no other, and what comes too fast is counted', async () => {
    const refusals = new Refusals(() => 5000);
    for (let count = 0; count < 20_000; count++)
      refusals.note(new MissingTokenError(), { route: '/flooded' });
    const [decision, place] = await decisionOn(
      `Bearer ${await issuer.mint({ aud: 'https://other.example.com' })}`,
    );
    if (!decision.ok) refusals.note(decision.error, place);
    expect(refusals.newestFirst.map(({ route }) => route)).toEqual([
      '/products/:id',
      ...Array.from({ length: 5 }, () => '/flooded'),
    ]);
    expect(refusals.counted).toBe(19_995);
  });

  it('20,000 refusals with as many made-up tokens and routes: at most 50 a second are looked at', () => {
    let looked = 0;
    const refusals = new Refusals(() => 5000);
    const request = {
      get headers() {
        looked += 1;
        return { authorization: `Bearer ${'x'.repeat(5000)}` };
      },
    };
    for (let count = 0; count < 20_000; count++) {
      refusals.note(new MissingTokenError(), { request, route: `/${'long'.repeat(1000)}${count}` });
    }
    expect(looked).toBeLessThanOrEqual(50 * 3);
    expect(JSON.stringify(refusals.newestFirst).length).toBeLessThan(50 * 4096);
    expect(refusals.counted + refusals.newestFirst.length).toBe(20_000);
  });

  it('the next second is looked at again', () => {
    let now = 5000;
    const refusals = new Refusals(() => now);
    for (let count = 0; count < 10; count++) refusals.note(new MissingTokenError(), {});
    now = 6000;
    refusals.note(new MissingTokenError(), {});
    expect(refusals.newestFirst).toHaveLength(6);
  });
});
