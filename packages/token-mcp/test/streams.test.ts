import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endWithToken, isEndless } from '../src/streams.js';

const MCP = 'https://notes.example.com/mcp';
const SOON = 5_000;

/** A stream that a server writes to, and how often it is told that nobody listens. */
function stream() {
  const cancel = vi.fn();
  let write = (_text: string): void => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      write = (text) => controller.enqueue(new TextEncoder().encode(text));
    },
    cancel,
  });
  const response = new Response(body, {
    headers: { 'content-type': 'text/event-stream', 'mcp-session-id': 'a' },
  });
  return { response, cancel, write: (text: string) => write(text) };
}

const at = (milliseconds: number) => new Date(Date.now() + milliseconds);

describe('rule 27: a stream is judged again', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('each event while the token is good, none afterwards', async () => {
    const { response, cancel, write } = stream();
    let good = true;
    const guarded = endWithToken(response, at(SOON), () => Promise.resolve(good));
    expect(guarded.headers.get('mcp-session-id')).toBe('a');
    const reader = guarded.body!.pipeThrough(new TextDecoderStream()).getReader();
    write('one');
    expect(await reader.read()).toEqual({ done: false, value: 'one' });
    good = false;
    write('two');
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    expect(cancel).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a silent one ends with its token', async () => {
    const { response, cancel } = stream();
    const end = at(SOON);
    const guarded = endWithToken(response, end, () => Promise.resolve(new Date() < end));
    const read = guarded.body!.getReader().read();
    await vi.advanceTimersByTimeAsync(SOON - 1);
    expect(cancel).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(await read).toEqual({ done: true, value: undefined });
    expect(cancel).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a silent one whose token is revoked ends within a minute, however long the token would live', async () => {
    const { response, cancel } = stream();
    let good = true;
    endWithToken(response, at(3e12), () => Promise.resolve(good));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(cancel).not.toHaveBeenCalled();
    good = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(cancel).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('one within the tolerance goes on, with a look each second', async () => {
    const { response, cancel } = stream();
    const looks = vi.fn(() => Promise.resolve(looks.mock.calls.length < 4));
    endWithToken(response, at(-1000), looks);
    await vi.advanceTimersByTimeAsync(3999);
    expect(looks).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(1);
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('a client that leaves leaves nothing behind', async () => {
    const { response, cancel } = stream();
    cancel.mockRejectedValue(new Error('the server fails at it'));
    const guarded = endWithToken(response, at(SOON), () => Promise.resolve(true));
    await guarded.body!.cancel('gone');
    expect(cancel).toHaveBeenCalledExactlyOnceWith('gone');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('a stream that fails fails, and leaves no timer', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('broken')),
    });
    const guarded = endWithToken(new Response(body), at(SOON), () => Promise.resolve(true));
    await expect(guarded.text()).rejects.toThrow('broken');
    expect(vi.getTimerCount()).toBe(0);
  });

  it('an answer without a body stays as it is', () => {
    const response = new Response(null, { status: 202 });
    expect(endWithToken(response, at(SOON), () => Promise.resolve(true))).toBe(response);
  });
});

describe('which streams end with their token', () => {
  const events = () => new Response('', { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  const post = (body: unknown, response = events()) =>
    isEndless(new Request(MCP, { method: 'POST', body: '{}' }), body, response);

  it.each([
    ['a stream of a session', isEndless(new Request(MCP), undefined, events()), true],
    ['a page', isEndless(new Request(MCP), undefined, new Response('{}')), false],
    ['a subscription', post({ method: 'subscriptions/listen' }), true],
    ['a subscription in a batch', post([null, { method: 'subscriptions/listen' }]), true],
    ['a call, whose result would be lost', post({ method: 'tools/call' }), false],
    ['no JSON', post(undefined), false],
    ['a subscription that was refused', post({ method: 'subscriptions/listen' }, Response.json({})), false],
  ])('%s', (_what, found, expected) => {
    expect(found).toBe(expected);
  });
});
