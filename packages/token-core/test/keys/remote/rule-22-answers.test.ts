import { inspect } from 'node:util';
import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fetchJson, unlessAborted } from '../../../src/keys/remote/fetch.js';
import { hang } from './support/faults.js';
import { errorOf, makeRig, reasonOf, SOURCES } from './support/rig.js';
import { type Answer, json, raw, status } from './support/server.js';
import { first, jwksOf } from './support/tokens.js';

const url = 'https://issuer.example.com/jwks';
const text = JSON.stringify(jwksOf(first));
const bytes = (value: string) => new TextEncoder().encode(value);

/** A body in these chunks, which knows whether it was given up. */
function makeBody(...chunks: readonly Uint8Array[]) {
  const body = { cancelled: false, stream: new ReadableStream<Uint8Array>() };
  body.stream = new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
    },
    cancel: () => {
      body.cancelled = true;
    },
  });
  return body;
}

/** What becomes of one answer within 1000 bytes: its value, or the kind of the failure. */
async function outcomeOf(response: Response): Promise<unknown> {
  const limits = {
    fetch: () => Promise.resolve(response),
    maxBytes: 1000,
    signal: new AbortController().signal,
  };
  return fetchJson(url, 'application/json', limits).then(
    ({ value }) => value,
    (error: unknown) => (error as { readonly kind: string }).kind,
  );
}

describe('rule 22: status 200 and nothing else', () => {
  it.each([
    [201, 'status'],
    [204, 'status'],
    [299, 'status'],
    [300, 'redirect'],
    [304, 'redirect'],
    [399, 'redirect'],
    [400, 'status'],
  ])('%d: %s', async (code, kind) => {
    expect(await outcomeOf(new Response(null, { status: code }))).toBe(kind);
  });

  it('a redirect that the platform hides has no status', async () => {
    const hidden = Object.defineProperty(Response.error(), 'type', { value: 'opaqueredirect' });
    expect(await outcomeOf(hidden)).toBe('redirect');
    expect(await outcomeOf(Response.error())).toBe('status');
  });

  it('no body is no JSON', async () => {
    expect(await outcomeOf(new Response(null))).toBe('json');
  });
});

describe('rule 22: a body is JSON in UTF-8, however it is cut', () => {
  it('in the middle of a character', async () => {
    const whole = bytes('{"größe":1}');
    const parts = Array.from(whole, (byte) => Uint8Array.of(byte));
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const part of parts) controller.enqueue(part);
        controller.close();
      },
    });
    expect(await outcomeOf(new Response(stream))).toEqual({ größe: 1 });
  });

  it('but not when it ends in the middle of one', async () => {
    expect(await outcomeOf(new Response(Uint8Array.of(...bytes('{} '), 0xc3)))).toBe('json');
  });
});

describe('rule 22: an answer that is refused is read no further', () => {
  it('another status', async () => {
    const body = makeBody(bytes('{}'));
    expect(await outcomeOf(new Response(body.stream, { status: 500 }))).toBe('status');
    expect(body.cancelled).toBe(true);
  });

  it('a length that is too large', async () => {
    const body = makeBody(bytes('{}'));
    const headers = { 'content-length': '1001' };
    expect(await outcomeOf(new Response(body.stream, { headers }))).toBe('size');
    expect(body.cancelled).toBe(true);
  });

  it('but not one that is just as large as allowed', async () => {
    const headers = { 'content-length': '1000' };
    expect(await outcomeOf(new Response('{}'.padEnd(1000), { headers }))).toEqual({});
  });

  it('a body that is too large', async () => {
    const body = makeBody(new Uint8Array(1000).fill(0x20), bytes(' '));
    expect(await outcomeOf(new Response(body.stream))).toBe('size');
    expect(body.cancelled).toBe(true);
  });

  it('bytes that are no UTF-8', async () => {
    const body = makeBody(Uint8Array.of(0xff));
    expect(await outcomeOf(new Response(body.stream))).toBe('json');
    expect(body.cancelled).toBe(true);
  });

  it('a cancellation that fails does no harm', async () => {
    const cancel = () => Promise.reject(new Error('no'));
    const stream = () =>
      new ReadableStream({ cancel, pull: (controller) => controller.enqueue(bytes(text)) });
    expect(await outcomeOf(new Response(stream(), { status: 500 }))).toBe('status');
    expect(await outcomeOf(new Response(stream()))).toBe('size');
    await new Promise(setImmediate);
  });
});

describe('rule 22: what was no JSON is told in a word', () => {
  it.each<readonly [string, string | undefined]>([
    ['-----BEGIN CERTIFICATE-----', 'PEM'],
    ['\n-----BEGIN PUBLIC KEY-----', 'PEM'],
    ['<html>', 'web page'],
    [' \n<!doctype html>', 'web page'],
    ['text <b>', undefined],
    ['text<b>', undefined],
    ['', undefined],
  ])('%j: %s', async (body, found) => {
    const limits = { fetch: async () => new Response(body), maxBytes: 1000, signal: AbortSignal.any([]) };
    expect(await errorOf(fetchJson(url, 'application/json', limits))).toMatchObject({ kind: 'json', found });
  });
});

describe('rule 23: what an answer says of its own age', () => {
  const MADE = 'Thu, 01 Jan 2026 00:00:10 GMT';
  const made = Date.parse(MADE);
  const none = { maxAge: undefined, madeAt: undefined, sentAt: undefined };

  it.each<readonly [Record<string, string>, object]>([
    [{}, none],
    [{ date: MADE }, { ...none, madeAt: made, sentAt: made }],
    [
      { date: MADE, age: '0' },
      { ...none, madeAt: made, sentAt: made },
    ],
    // RFC 9110 §6.6.1: it lay in a cache, whose Date tells less of the sender's clock.
    [
      { date: MADE, age: '5' },
      { ...none, madeAt: made - 5000 },
    ],
    [
      { date: MADE, age: '-5' },
      { ...none, madeAt: made, sentAt: made },
    ],
    [
      { date: MADE, age: 'x' },
      { ...none, madeAt: made, sentAt: made },
    ],
    [{ date: 'yesterday' }, none],
    [{ age: '5' }, none],
    [{ 'cache-control': 'max-age=60' }, { ...none, maxAge: 60 }],
    [
      { 'cache-control': 'max-age=60', age: '20' },
      { ...none, maxAge: 40 },
    ],
    [
      { 'cache-control': 'max-age=60', age: '100' },
      { ...none, maxAge: 0 },
    ],
    [{ 'cache-control': 'public, MAX-AGE="30"' }, { ...none, maxAge: 30 }],
    [{ 'cache-control': 'public,max-age=30' }, { ...none, maxAge: 30 }],
    [{ 'cache-control': 'max-age=60, no-store' }, { ...none, maxAge: 0 }],
    [{ 'cache-control': 'no-cache' }, { ...none, maxAge: 0 }],
    [{ 'cache-control': 'x-no-cache, max-age=60' }, { ...none, maxAge: 60 }],
    [{ 'cache-control': 's-maxage=60' }, none],
    [{ 'cache-control': 'x-max-age=60' }, none],
    [{ 'cache-control': 'max-age=soon' }, none],
  ])('%j', async (headers, said) => {
    const limits = {
      fetch: async () => new Response('{}', { headers }),
      maxBytes: 1000,
      signal: AbortSignal.any([]),
    };
    expect(await fetchJson(url, 'application/json', limits)).toEqual({ value: {}, ...said });
  });
});

describe('rule 26: waiting within a bound', () => {
  const never = new Promise<string>(() => undefined);
  const reason = new Error('too late');

  it('ends at once when the bound was reached before', async () => {
    const end = unlessAborted(never, AbortSignal.abort(reason)).catch((error: unknown) => error);
    expect(await Promise.race([end, new Promise(setImmediate)])).toBe(reason);
  });

  it('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    expect(await unlessAborted(Promise.resolve('done'), signal)).toBe('done');
    await expect(unlessAborted(Promise.reject(reason), signal)).rejects.toBe(reason);
    await new Promise(setImmediate);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe.each(SOURCES)('rule 19: a fault says of which kind it is (%s)', (source) => {
  it.each<[string, Answer, string | undefined]>([
    ['network', (request) => request.socket.destroy(), undefined],
    ['timeout', hang, undefined],
    [
      'redirect',
      status(302, { location: 'https://user:secret@elsewhere.example.com/jwks?key=secret' }),
      'https://elsewhere.example.com/jwks',
    ],
    [
      'redirect',
      status(302, { location: "https://user:secret@elsewhere.example.com/o'brien?key=secret#secret" }),
      "https://elsewhere.example.com/o'brien",
    ],
    ['status', status(500), undefined],
    ['size', raw(' '.repeat(1025)), undefined],
    ['json', raw('<html>'), 'web page'],
    ['shape', json([]), undefined],
    ['shape', json({ error: 'none' }), undefined],
    ['shape', json({ jwks_uri: 'https://issuer.example.com/jwks' }), 'discovery'],
    ['shape', json({ first: '-----BEGIN CERTIFICATE-----', note: '' }), 'PEM'],
    ['shape', json(['-----BEGIN CERTIFICATE-----']), undefined],
    ['empty', json({ keys: [{}] }), undefined],
    ['empty', json({ keys: [{ kty: 'RSA', n: 'a+b=' }] }), 'padded'],
  ])('%s', async (kind, answer, found) => {
    const rig = await makeRig(source, { timeout: 1, maxBytes: 1024 });
    rig.answer(answer);
    const error = (await errorOf(rig.verifier.verify(await rig.mint()))) as {
      readonly check: string;
      readonly cause: { readonly message: string; readonly name: string; readonly found: string | undefined };
    };
    expect(reasonOf(error)).toBe('keys_unavailable');
    expect(error.check).toBe(kind);
    expect([error.cause.name, error.cause.message, error.cause.found]).toEqual([
      'KeyFailure',
      `key set: ${kind}`,
      found,
    ]);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('elsewhere');
  });

  it('rule 19: of the platform’s own error name, code and message are kept, never the object', async () => {
    const platform = Object.assign(new TypeError('refused', { cause: { body: 'secret-of-upstream' } }), {
      code: 'ECONNREFUSED',
      response: 'secret-of-upstream',
    });
    const rig = await makeRig(source, { fetch: () => Promise.reject(platform) });
    const outage = (await errorOf(rig.verifier.ready())) as { readonly cause: { readonly cause: object } };
    expect(outage.cause.cause).toEqual({ name: 'TypeError', code: 'ECONNREFUSED', message: 'refused' });
    expect(inspect(outage, { depth: 9, showHidden: true })).not.toContain('secret-of-upstream');
    const other = await makeRig(source);
    other.answer(status(500));
    const error = (await errorOf(other.verifier.ready())) as { readonly cause: object };
    expect(Object.hasOwn(error.cause, 'cause')).toBe(false);
  });
});
