import { describe, expect, it, vi } from 'vitest';
import { authenticate, type FetchFunction, KeysUnavailableError } from '../../../src/index.js';
import { drip, FAULTS, hang, hangInBody, timeoutFor } from './support/faults.js';
import { errorOf, makeRig, pause, SOURCES } from './support/rig.js';
import { json, raw } from './support/server.js';
import { first, jwksOf } from './support/tokens.js';

const METADATA = '/oidc/.well-known/openid-configuration';

describe.each(SOURCES)('rule 22: one fetch for any number of first requests (%s)', (source) => {
  it('1000 at once: all accepted, one fetch of each address', async () => {
    const rig = await makeRig(source);
    const token = await rig.mint();
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['accepted']));
    expect(rig.fetches()).toBe(1);
    expect(rig.server.count()).toBe(source === 'remoteKeys' ? 1 : 2);
    expect(rig.server.peak).toBe(1);
  });

  it('1000 at once at a failing endpoint: all 503, one fetch', async () => {
    const rig = await makeRig(source);
    rig.answer(json({}));
    const token = await rig.mint();
    const outcomes = await Promise.all(Array.from({ length: 1000 }, () => rig.outcome(token)));
    expect(new Set(outcomes)).toEqual(new Set(['keys_unavailable']));
    expect(rig.fetches()).toBe(1);
  });

  it('does nothing on the network before the first token', async () => {
    const rig = await makeRig(source);
    await pause(20);
    expect(rig.server.count()).toBe(0);
  });
});

describe.each(SOURCES)(
  'rule 22: every fault of the key set is a 503, and its kind is known (%s)',
  (source) => {
    it.each(FAULTS)('$name: $kind', async (fault) => {
      const { kind, answer } = fault;
      const rig = await makeRig(source, { timeout: timeoutFor(fault) });
      rig.answer(answer(jwksOf(first)));
      const request = { headers: { authorization: `Bearer ${await rig.mint()}` } };
      const answered = await authenticate(rig.verifier, request);
      expect(answered).toMatchObject({
        ok: false,
        error: { name: 'KeysUnavailableError', retryAfter: 2, cause: { kind } },
        response: { status: 503, headers: { 'retry-after': '2' } },
      });
      expect(answered.ok ? {} : answered.response.headers).not.toHaveProperty('www-authenticate');
      expect(rig.server.count('/elsewhere'), 'no redirect is followed').toBe(0);
      expect(rig.keys.state()).toMatchObject({ status: 'unavailable', lastFailure: kind });
    });
  },
);

describe('rule 22: every fault of the discovery document is a 503', () => {
  it.each(FAULTS.filter(({ kind }) => kind !== 'shape'))('$name: $kind', async (fault) => {
    const { kind, answer } = fault;
    const rig = await makeRig('discoveredKeys', { timeout: timeoutFor(fault) });
    rig.server.on(METADATA, answer({ issuer: rig.issuer, jwks_uri: `${rig.server.origin}/jwks` }));
    const error = await errorOf(rig.verifier.verify(await rig.mint()));
    expect(error).toMatchObject({ status: 503, cause: { kind } });
    expect(rig.fetches()).toBe(0);
  });

  it.each([[[]], [null], ['text'], [5]])('the JSON %j: shape', async (value) => {
    const rig = await makeRig('discoveredKeys');
    rig.server.on(METADATA, json(value));
    expect(await errorOf(rig.verifier.ready())).toMatchObject({ status: 503, cause: { kind: 'shape' } });
  });
});

describe.each(SOURCES)('rule 22: time and size are bounded (%s)', (source) => {
  it.each([
    ['silence', () => hang],
    ['silence in the body', hangInBody],
    ['a drip', drip],
  ])('%s ends within the time limit', async (_, answer) => {
    const rig = await makeRig(source, { timeout: 0.1 });
    rig.answer(answer(jwksOf(first)));
    const token = await rig.mint();
    const start = performance.now();
    expect(await rig.outcome(token)).toBe('keys_unavailable');
    const elapsed = performance.now() - start;
    expect(elapsed).toBeGreaterThan(90);
    expect(elapsed).toBeLessThan(1000);
  });

  it('the limit is over headers and body together', async () => {
    const rig = await makeRig(source, { timeout: 0.1 });
    rig.answer((_, response) => {
      setTimeout(() => response.writeHead(200).write('{"keys":'), 60);
      setTimeout(() => response.end('[]}'), 140);
    });
    expect(await errorOf(rig.verifier.ready())).toMatchObject({ cause: { kind: 'timeout' } });
  });

  it.each<[string, FetchFunction]>([
    ['that ignores the signal', () => new Promise(() => undefined)],
    ['whose body ignores it', () => Promise.resolve(new Response(new ReadableStream()))],
  ])('it holds for a fetch function %s, and counts as a failure', async (_, fetch) => {
    const rig = await makeRig(source, { timeout: 0.1, fetch });
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
    await rig.landed(1);
    expect(rig.keys.state()).toMatchObject({ status: 'unavailable', lastFailure: 'timeout' });
  });

  it('is five seconds unless an option says otherwise', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout');
    const rig = await makeRig(source, {}, { timeout: 'default' });
    expect(await rig.outcomeOf()).toBe('accepted');
    expect(new Set(timeout.mock.calls.map(([milliseconds]) => milliseconds))).toEqual(new Set([5000]));
    timeout.mockRestore();
  });

  it('a body of exactly 1 MiB passes, one byte more does not', async () => {
    const text = JSON.stringify(jwksOf(first));
    for (const [size, outcome] of [
      [1_048_576, 'accepted'],
      [1_048_577, 'keys_unavailable'],
    ] as const) {
      for (const headers of [{}, { 'transfer-encoding': 'chunked' }] as const) {
        const rig = await makeRig(source, { timeout: 2 });
        rig.answer(raw(text.padEnd(size, ' '), headers));
        expect(await rig.outcomeOf()).toBe(outcome);
      }
    }
  });
});

describe('rule 22: discovery and key set share one time limit', () => {
  it('slow twice is too slow', async () => {
    const rig = await makeRig('discoveredKeys', { timeout: 0.1 });
    const document = json({ issuer: rig.issuer, jwks_uri: `${rig.server.origin}/jwks` });
    rig.server.on(METADATA, (...args) => setTimeout(() => document(...args), 60));
    rig.answer((...args) => setTimeout(() => json(jwksOf(first))(...args), 60));
    expect(await errorOf(rig.verifier.ready())).toMatchObject({ cause: { kind: 'timeout' } });
  });
});

describe('rule 22: what is asked and what is accepted', () => {
  it('asks for JSON, with no credentials', async () => {
    const rig = await makeRig();
    await rig.verifier.ready();
    expect(rig.server.lastHeaders.accept).toBe('application/jwk-set+json, application/json');
    expect(rig.server.lastHeaders).not.toHaveProperty('authorization');
    expect(rig.server.lastHeaders).not.toHaveProperty('cookie');
  });

  it('a byte order mark, any content type and unknown members do no harm', async () => {
    const rig = await makeRig();
    rig.answer(
      raw(`\ufeff${JSON.stringify({ ...jwksOf(first), more: 1 })}`, { 'content-type': 'text/plain' }),
    );
    expect(await rig.outcomeOf()).toBe('accepted');
  });

  it('members that stand on no object of their own are not read', async () => {
    const rig = await makeRig();
    rig.answer(raw(`{"__proto__":${JSON.stringify(jwksOf(first))}}`));
    expect(await rig.outcomeOf()).toBe('keys_unavailable');
  });

  it('a broken fetch function is a 503, however it breaks', async () => {
    for (const fetch of [
      () => Promise.reject(new Error('no')),
      () => {
        throw new Error('no');
      },
      () => Promise.resolve(undefined as unknown as Response),
      () => Promise.reject('no'),
    ]) {
      const rig = await makeRig('remoteKeys', { fetch });
      expect(await errorOf(rig.verifier.ready())).toBeInstanceOf(KeysUnavailableError);
    }
  });
});

const header = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');
const payload = header({});

describe.each(SOURCES)('rule 22: shape, algorithm and type are judged before any fetch (%s)', (source) => {
  it.each([
    ['no token', '', 'malformed'],
    ['an opaque token', 'x'.repeat(43), 'malformed'],
    ['five segments', 'a.b.c.d.e', 'malformed'],
    ['too long', `${'x'.repeat(20_000)}.a.a`, 'malformed'],
    ['alg none', `${header({ alg: 'none', typ: 'at+jwt' })}.${payload}.AAAA`, 'algorithm'],
    ['alg HS256', `${header({ alg: 'HS256', typ: 'at+jwt', kid: 'x' })}.${payload}.AAAA`, 'algorithm'],
    ['typ JWT', `${header({ alg: 'ES256', typ: 'JWT', kid: 'x' })}.${payload}.AAAA`, 'type'],
    ['crit', `${header({ alg: 'ES256', typ: 'at+jwt', kid: 'x', crit: ['b64'] })}.${payload}.AAAA`, 'header'],
    ['an empty kid', `${header({ alg: 'ES256', typ: 'at+jwt', kid: '' })}.${payload}.AAAA`, 'header'],
  ])('%s', async (_, token, reason) => {
    const rig = await makeRig(source);
    expect(await rig.outcome(token)).toBe(reason);
    expect(rig.server.count()).toBe(0);
  });
});
