import { describe, expect, it, onTestFinished } from 'vitest';
import {
  createWebhookReceiver,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookReceiverOptions,
} from '../../src/webhooks/index.js';
import { BEFORE, CREATED_AT, deliver, KEY, sign } from '../support/delivery.js';
import { recordingStanding } from '../support/standing.js';

const DELETED = { event: 'User.Deleted', createdAt: CREATED_AT, params: { userId: 'bob' } };
const NEXT_KEY = 'ffffffffffffffffffffffffffffffff';
const MIB = 1_048_576;

function start(options: Partial<Omit<WebhookReceiverOptions, 'standing'>> = {}) {
  const standing = recordingStanding();
  const events: WebhookEvent[] = [];
  const receiver = createWebhookReceiver({
    standing,
    signingKeys: [KEY],
    onRoleChange: { claim: 'role_ids' },
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { standing, events, receiver };
}

/** What a delivery is answered, and that it has cut nobody off. */
async function refusalOf(delivery: WebhookDelivery) {
  const { receiver, standing, events } = start();
  const { status, headers, body } = await receiver.receive(delivery);
  expect(standing.cutOffs).toEqual([]);
  expect(events).toEqual([
    { kind: 'refused', status, reason: (JSON.parse(body) as { outcome: string }).outcome },
  ]);
  return { status, headers, body };
}

const withSignature = (signature: string | readonly string[]): WebhookDelivery => ({
  ...deliver(DELETED),
  headers: { 'logto-signature-sha-256': signature },
});

describe('the signature', () => {
  it('is taken as Logto makes it', async () => {
    const body =
      '{"event":"Role.Deleted","createdAt":"2026-11-25T21:20:47.000Z","userAgent":"node","ip":"127.0.0.1","path":"/roles/r1","method":"DELETE","status":204,"params":{"0":"/r1","id":"r1"},"matchedRoute":"/roles/:id","hookId":"h1"}';
    const { receiver, standing } = start();
    const { status } = await receiver.receive({
      headers: {
        'logto-signature-sha-256': '56a1b45c912911b44321fd098f91b1a2355424d82317d28336079142bdc6074c',
      },
      rawBody: body,
    });
    expect(status).toBe(200);
    expect(standing.cutOffs).toEqual([{ match: { role: 'r1' }, before: 1_795_641_647 }]);
  });

  const good = sign(JSON.stringify(DELETED));
  it.each([
    ['forged', 'a'.repeat(64)],
    ['of another key', sign(JSON.stringify(DELETED), NEXT_KEY)],
    ['of another body', sign('{}')],
    ['truncated', good.slice(0, -1)],
    ['truncated to nothing', ''],
    ['truncated to a pair', good.slice(0, 2)],
    ['longer', `${good}00`],
    ['in upper case', good.toUpperCase()],
    ['with a prefix', `sha256=${good}`],
    ['in blanks', ` ${good} `],
    ['doubled as fetch joins it', `${good}, ${good}`],
    ['doubled as a list', [good, good]],
    ['a list of none', []],
    ['base64', Buffer.from(good, 'hex').toString('base64')],
    ['of letters that only look like hexadecimal', 'ａ'.repeat(64)],
  ])('%s is refused with 401', async (_kind, signature) => {
    expect(await refusalOf(withSignature(signature))).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'logto-signature-sha-256' },
    });
  });

  it('none is refused with 401', async () => {
    expect(await refusalOf({ ...deliver(DELETED), headers: {} })).toMatchObject({ status: 401 });
    expect(await refusalOf({ ...deliver(DELETED), headers: new Headers() })).toMatchObject({ status: 401 });
  });

  it('one under two names of the header is refused with 401', async () => {
    const headers = { 'logto-signature-sha-256': good, 'Logto-Signature-SHA-256': good };
    expect(await refusalOf({ ...deliver(DELETED), headers })).toMatchObject({ status: 401 });
  });

  it('stands on no prototype', async () => {
    const headers = Object.create({ 'logto-signature-sha-256': good }) as Record<string, string>;
    expect(await refusalOf({ ...deliver(DELETED), headers })).toMatchObject({ status: 401 });
  });

  it('is found in any case of the header’s name', async () => {
    const { receiver } = start();
    const headers = { 'Logto-Signature-SHA-256': good };
    expect(await receiver.receive({ ...deliver(DELETED), headers })).toMatchObject({ status: 200 });
  });

  it('of the current and of the next key are good while one is renewed', async () => {
    const { receiver, standing } = start({ signingKeys: [KEY, NEXT_KEY] });
    expect(await receiver.receive(deliver(DELETED, KEY))).toMatchObject({ status: 200 });
    expect(await receiver.receive(deliver(DELETED, NEXT_KEY))).toMatchObject({ status: 200 });
    expect(standing.cutOffs).toHaveLength(2);
  });

  it('is over bytes: one bit more or less is another body', async () => {
    const bytes = new TextEncoder().encode(JSON.stringify(DELETED));
    const headers = { 'logto-signature-sha-256': sign(bytes) };
    const { receiver } = start();
    expect(await receiver.receive({ headers, rawBody: bytes })).toMatchObject({ status: 200 });
    expect(await receiver.receive({ headers, rawBody: bytes.buffer })).toMatchObject({ status: 200 });
    bytes[10]! ^= 1;
    expect(await receiver.receive({ headers, rawBody: bytes })).toMatchObject({ status: 401 });
  });
});

describe('the body', () => {
  it('of 1 MiB is read; one byte more is refused with 413', async () => {
    const start1 = JSON.stringify({ ...DELETED, filler: '' });
    const body = JSON.stringify({ ...DELETED, filler: 'x'.repeat(MIB - start1.length) });
    expect(body).toHaveLength(MIB);
    const { receiver } = start();
    expect(await receiver.receive(deliver(body))).toMatchObject({ status: 200 });
    expect(await refusalOf(deliver(`${body} `))).toMatchObject({ status: 413 });
  });

  it('is measured in bytes', async () => {
    expect(await refusalOf(deliver('é'.repeat(MIB / 2 + 1)))).toMatchObject({ status: 413 });
  });

  it.each([
    ['no JSON', 'event=User.Deleted'],
    ['cut short', '{"event":"User.Deleted"'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number of a megabyte', '9'.repeat(MIB)],
    ['a text', '"User.Deleted"'],
    ['a byte order mark', `\uFEFF${JSON.stringify(DELETED)}x`],
  ])('signed, but %s: 400', async (_kind, body) => {
    expect(await refusalOf(deliver(body))).toMatchObject({ status: 400 });
  });

  it('signed, but no UTF-8: 400', async () => {
    const bytes = new Uint8Array([...new TextEncoder().encode('{"event":"'), 0xff, 0x22, 0x7d]);
    const headers = { 'logto-signature-sha-256': sign(bytes) };
    expect(await refusalOf({ headers, rawBody: bytes })).toMatchObject({ status: 400 });
  });

  it.each([
    ['lists', `{"event":"User.Deleted","data":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['objects', `{"event":"User.Deleted","data":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`],
  ])('nested deeply in %s: refused, and nothing breaks', async (_kind, body) => {
    expect(await refusalOf(deliver(body))).toMatchObject({ status: 400 });
  });

  it('`__proto__` in it changes nothing', async () => {
    const body = `{"event":"User.Deleted","createdAt":"${CREATED_AT}","__proto__":{"params":{"userId":"bob"}}}`;
    expect(await refusalOf(deliver(body))).toMatchObject({ status: 400 });
    expect(Object.hasOwn(Object.prototype, 'params')).toBe(false);
  });

  it('a polluted Object.prototype names nobody', async () => {
    Object.defineProperty(Object.prototype, 'params', { value: { userId: 'eve' }, configurable: true });
    try {
      expect(await refusalOf(deliver({ event: 'User.Deleted', createdAt: CREATED_AT }))).toMatchObject({
        status: 400,
      });
    } finally {
      Reflect.deleteProperty(Object.prototype, 'params');
    }
  });

  it.each([{}, { event: 7 }, { event: null }, { event: ['User.Deleted'] }])(
    'without an event (%j): 400',
    async (payload) => {
      expect(await refusalOf(deliver(payload))).toMatchObject({ status: 400 });
    },
  );

  it.each([[{ event: 'User.Deleted' }], [undefined], [null], [[1, 2]], [7], [{}]])(
    'that was parsed before (%j) is a TypeError that says how to keep it raw',
    async (rawBody) => {
      const { receiver } = start();
      const promise = receiver.receive({ ...deliver(DELETED), rawBody: rawBody as never });
      await expect(promise).rejects.toThrow(TypeError);
      await expect(promise).rejects.toThrow(
        /Express: .*express\.json\(\).*Fastify: .*NestJS: .*rawBody: true/,
      );
    },
  );
});

describe('the method', () => {
  it.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', ''])('%s is refused with 405', async (method) => {
    expect(await refusalOf({ ...deliver(DELETED), method })).toMatchObject({
      status: 405,
      headers: { allow: 'POST' },
    });
  });
});

describe('the moment', () => {
  const cutOffAt = async (createdAt: unknown) => {
    const { receiver, standing } = start();
    const { status } = await receiver.receive(deliver({ ...DELETED, createdAt }));
    return { status, before: standing.cutOffs[0]?.before, revoked: standing.revoked };
  };

  it.each([
    [CREATED_AT, BEFORE],
    ['2026-11-25T21:20:47Z', 1_795_641_647],
    // What lies ahead, or too far back, is the standing's to judge.
    ['2099-01-01T00:00:00.000Z', 4_070_908_800],
    ['1969-01-01T00:00:00.000Z', 0],
  ])('%s is the server’s own', async (createdAt, before) => {
    expect(await cutOffAt(createdAt)).toEqual({ status: 200, before, revoked: [] });
  });

  it.each([
    undefined,
    null,
    '',
    'yesterday',
    '1795641647',
    1_795_641_647,
    1e308,
    {},
    '2026',
    '9999-12-31T00:00:00.000Z',

    '2026-13-45T99:99:99Z',
    '2026-11-25T21:20:47.000',
    '2026-11-25T21:20:47+01:00',
    '+012026-11-25T21:20:47Z',
  ])('%j is none: it has happened by now, and is not lost', async (createdAt) => {
    expect(await cutOffAt(createdAt)).toEqual({ status: 200, before: undefined, revoked: [{ sub: 'bob' }] });
  });
});

describe('a store that does not take a cut-off', () => {
  it('is answered with 503 and told, so that somebody sees; the standing has it, and writes it again', async () => {
    const { receiver, standing, events } = start();
    standing.isWritten = false;
    const { status, body } = await receiver.receive(deliver(DELETED));
    expect({ status, body }).toEqual({ status: 503, body: '{"outcome":"unwritten"}' });
    expect(standing.cutOffs).toEqual([{ match: { sub: 'bob' }, before: BEFORE }]);
    expect(events).toEqual([
      { kind: 'cut_off', event: 'User.Deleted', matches: [{ sub: 'bob' }], isWritten: false },
    ]);
  });
});

describe('onEvent', () => {
  it('that throws changes nothing', async () => {
    const { receiver, standing } = start({
      onEvent: () => {
        throw new Error('no');
      },
    });
    expect(await receiver.receive(deliver(DELETED))).toMatchObject({ status: 200 });
    expect(await receiver.receive(withSignature('x'))).toMatchObject({ status: 401 });
    expect(standing.cutOffs).toHaveLength(1);
  });

  it('gets the event’s name in one line, cut', async () => {
    const { receiver, events } = start();
    await receiver.receive(deliver({ event: `Role\n\u001b[31m${'x'.repeat(500)}`, createdAt: CREATED_AT }));
    expect(events).toMatchObject([{ event: expect.stringMatching(/^Role \[31mx{100,200}$/) as string }]);
  });
});

describe('options', () => {
  const options = (more: object) => ({
    standing: recordingStanding(),
    signingKeys: [KEY],
    onRoleChange: 'everyone',
    ...more,
  });
  it.each([
    [{ signingKeys: undefined }, /^signingKeys/],
    [{ signingKeys: KEY }, /^signingKeys/],
    [{ signingKeys: [] }, /^signingKeys/],
    [{ signingKeys: [''] }, /^signingKeys/],
    [{ signingKeys: ['undefined'] }, /^signingKeys/],
    [{ signingKeys: [KEY, undefined] }, /^signingKeys/],
    [{ signingKeys: Array.from({ length: 9 }, () => KEY) }, /^signingKeys/],
    [{ onRoleChange: undefined }, /^onRoleChange: .*there is no default/],
    [{ onRoleChange: 'all' }, /^onRoleChange/],
    [{ onRoleChange: {} }, /^onRoleChange/],
    [{ onRoleChange: { claim: '' } }, /^onRoleChange/],
    [{ onRoleChange: { claim: 'role_ids', or: 'everyone' } }, /^onRoleChange/],
    [{ onRoleChange: Object.create({ claim: 'role_ids' }) as object }, /^onRoleChange/],
    [
      { onRoleChange: { claim: 'roles' } },
      /^onRoleChange: expected a standing that reads roles from the same claim/,
    ],
    [{ standing: undefined }, /^standing/],
    [{ standing: {} }, /^standing/],
    [{ onEvent: 'log' }, /^onEvent/],
    [{ onEvent: null }, /^onEvent/],
    [{ signingKey: KEY }, /unknown option "signingKey"/],
  ])('%j is a TypeError that names the option', (more, message) => {
    const create = () => createWebhookReceiver(options(more) as never);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it('nothing of a key stands in a message', () => {
    expect(() => createWebhookReceiver(options({ signingKeys: ['short-secret'] }) as never)).toThrow(
      expect.not.stringContaining('short-secret'),
    );
  });
});

describe('who listens', () => {
  it('and is async, and rejects, ends no process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const { receiver } = start({ onEvent: () => Promise.reject(new Error('broken log')) as never });
    expect(await receiver.receive(deliver(DELETED))).toMatchObject({ status: 200 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });
});
