import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

import { describe, expect, it, onTestFinished } from 'vitest';

import type { Issuer, IssuerOptions } from '../src/index.js';
import { HOOK_EVENTS } from '../src/webhooks/events.js';
import { SIGNATURE_HEADER, signBody } from '../src/webhooks/signature.js';
import { authorize, discover } from './support/client.js';
import { startHookReceiver } from './support/hook-receiver.js';
import type { Delivery, HookReceiver } from './support/hook-receiver.js';
import { startIssuer } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';
import { aNumber, aText, aTextLike } from './support/matchers.js';
import { Bindings } from './support/recording.js';

interface Hook {
  readonly id: string;
  readonly signingKey: string;
}

async function startWithHook(
  events: readonly string[] = HOOK_EVENTS,
  options: IssuerOptions = {},
): Promise<{ readonly issuer: Issuer; readonly receiver: HookReceiver; readonly hook: Hook }> {
  const receiver = await startHookReceiver();
  const issuer = await startIssuer(managed, options);
  const body = {
    name: 'all',
    events,
    config: { url: `${receiver.origin}/hook`, headers: { 'x-own': 'yes' } },
  };
  const hook = (await callManagement(issuer, 'POST', '/hooks', { body })).body as Hook;
  return { issuer, receiver, hook };
}

const rename = (issuer: Issuer, name: string) =>
  callManagement(issuer, 'PATCH', '/users/bob', { body: { name } });

describe('the signature', () => {
  it('is the HMAC-SHA-256 of the body under the key as text, in lower-case hexadecimal', () => {
    const body =
      '{"event":"Role.Deleted","createdAt":"2026-11-25T21:20:47.000Z","userAgent":"node","ip":"127.0.0.1","path":"/roles/r1","method":"DELETE","status":204,"params":{"0":"/r1","id":"r1"},"matchedRoute":"/roles/:id","hookId":"h1"}';
    expect(signBody('0123456789abcdef0123456789abcdef', body)).toBe(
      '56a1b45c912911b44321fd098f91b1a2355424d82317d28336079142bdc6074c',
    );
  });

  it('is over the bytes that come, with no moment and no id of the delivery beside it', async () => {
    const { issuer, receiver, hook } = await startWithHook();
    await rename(issuer, 'Böb');
    const [delivery] = await receiver.take(1);
    expect(delivery?.headers).toMatchObject({
      'content-type': 'application/json',
      'x-own': 'yes',
      [SIGNATURE_HEADER]: hmac(hook.signingKey, delivery),
    });
    expect(delivery?.payload).toMatchObject({ event: 'User.Data.Updated', hookId: hook.id });
  });

  it('a renewed key counts at once', async () => {
    const { issuer, receiver, hook } = await startWithHook();
    const renewed = await callManagement(issuer, 'PATCH', `/hooks/${hook.id}/signing-key`);
    const { signingKey } = renewed.body as Hook;
    expect(signingKey).not.toBe(hook.signingKey);
    await rename(issuer, 'Rob');
    const [delivery] = await receiver.take(1);
    expect(delivery?.headers[SIGNATURE_HEADER]).toBe(hmac(signingKey, delivery));
  });
});

describe('who is told', () => {
  it('a hook that asked for the event, and is enabled', async () => {
    const { issuer, receiver, hook } = await startWithHook(['User.Created']);
    await rename(issuer, 'Rob');
    await callManagement(issuer, 'POST', '/users', { body: { username: 'erin' } });
    expect((await receiver.take(1)).map(({ payload }) => payload['event'])).toEqual(['User.Created']);
    await callManagement(issuer, 'PATCH', `/hooks/${hook.id}`, { body: { enabled: false } });
    await callManagement(issuer, 'POST', '/users', { body: { username: 'finn' } });
    await rest();
    expect(receiver.deliveries).toEqual([]);
  });

  it('nobody of what was refused', async () => {
    const { issuer, receiver } = await startWithHook();
    await callManagement(issuer, 'PATCH', '/users/nobody', { body: { name: 'x' } });
    await callManagement(issuer, 'POST', '/roles', { body: { name: 'reader', description: 'd' } });
    await rest();
    expect(receiver.deliveries).toEqual([]);
  });

  it('nobody waits for a receiver that is slow, and the events of one call come in their order', async () => {
    const { issuer, receiver } = await startWithHook();
    const scope = await firstScope(issuer);
    await callManagement(issuer, 'POST', '/roles', {
      body: { name: 'r', description: 'd', scopeIds: [scope] },
    });
    const events = (await receiver.take(2)).map(({ payload }) => payload['event']);
    expect(events).toEqual(['Role.Scopes.Updated', 'Role.Created']);
  });

  it.each([500, 503, 429, 404, 301])('there is one delivery, without a retry: %i', async (status) => {
    const { issuer, receiver, hook } = await startWithHook();
    receiver.status = status;
    await rename(issuer, 'Rob');
    expect(await receiver.take(1)).toHaveLength(1);
    await rest();
    expect(receiver.deliveries).toEqual([]);
    const logs = await callManagement(issuer, 'GET', `/hooks/${hook.id}/recent-logs`);
    expect(logs.body).toMatchObject([
      {
        key: 'TriggerHook.User.Data.Updated',
        payload: { result: 'Error', response: { statusCode: status } },
      },
    ]);
    const stats = await callManagement(issuer, 'GET', `/hooks/${hook.id}?includeExecutionStats=true`);
    expect(stats.body).toMatchObject({ executionStats: { successCount: 0, requestCount: 1 } });
  });

  it('a host that is not loopback is not sent to, and the log says how it would be', async () => {
    const { issuer, hook } = await startWithHook();
    const config = { url: 'http://hooks.example.com/' };
    await callManagement(issuer, 'PATCH', `/hooks/${hook.id}`, { body: { config } });
    await rename(issuer, 'Rob');
    await rest();
    const { body } = await callManagement(issuer, 'GET', `/hooks/${hook.id}/recent-logs`);
    expect(body).toMatchObject([
      {
        payload: {
          result: 'Error',
          error: aTextLike(/loopback only, and to hosts named by the option webhookHosts/),
        },
      },
    ]);
  });

  it('a host that the option names is sent to', async () => {
    // The name of nobody: what fails is the look-up, no longer the permission.
    const { issuer, hook } = await startWithHook(HOOK_EVENTS, { webhookHosts: ['hooks.invalid'] });
    const config = { url: 'http://hooks.invalid/' };
    await callManagement(issuer, 'PATCH', `/hooks/${hook.id}`, { body: { config } });
    await rename(issuer, 'Rob');
    await expect
      .poll(async () => (await callManagement(issuer, 'GET', `/hooks/${hook.id}/recent-logs`)).body)
      .toMatchObject([{ payload: { error: aTextLike(/ENOTFOUND|EAI_AGAIN/) } }]);
  });

  it.each([[['hooks.example.com:80/x']], [['']], ['hooks.example.com']])(
    'webhookHosts %j is a mistake',
    async (webhookHosts) => {
      await expect(startIssuer(managed, { webhookHosts } as IssuerOptions)).rejects.toThrow(/^webhookHosts/);
    },
  );
});

describe('a test delivery', () => {
  it('has made-up data under the real hook id, signed with the real key', async () => {
    const { issuer, receiver, hook } = await startWithHook();
    const body = { events: ['User.Created', 'PostSignIn'], config: { url: `${receiver.origin}/test` } };
    expect((await callManagement(issuer, 'POST', `/hooks/${hook.id}/test`, { body })).status).toBe(204);
    const [created, signIn] = await receiver.take(2);
    expect(created).toMatchObject({ path: '/test' });
    expect(created?.payload).toEqual({
      event: 'User.Created',
      hookId: hook.id,
      createdAt: aText,
      userAgent: 'fake-user-agent',
      path: '/fake-path/:id',
      method: 'POST',
      status: 200,
      params: { id: 'fake-id' },
      data: { result: 'success' },
    });
    expect(created?.headers[SIGNATURE_HEADER]).toBe(hmac(hook.signingKey, created));
    expect(signIn?.payload).toMatchObject({ event: 'PostSignIn', userId: 'fake-id' });
  });

  it('says what the receiver answered', async () => {
    const { issuer, receiver, hook } = await startWithHook();
    receiver.status = 500;
    const body = { events: ['User.Created'], config: { url: `${receiver.origin}/test` } };
    expect(await callManagement(issuer, 'POST', `/hooks/${hook.id}/test`, { body })).toMatchObject({
      status: 422,
      body: { code: 'hook.endpoint_responded_with_error', data: { responseStatus: 500, responseBody: 'ok' } },
    });
  });

  it('says that nobody answers', async () => {
    const { issuer, hook } = await startWithHook();
    const body = { events: ['User.Created'], config: { url: `http://127.0.0.1:${await unusedPort()}/` } };
    expect(await callManagement(issuer, 'POST', `/hooks/${hook.id}/test`, { body })).toMatchObject({
      status: 422,
      body: {
        code: 'hook.send_test_payload_failed',
        message: aTextLike(/^Failed to send test payload: .*ECONNREFUSED/),
      },
    });
  });
});

describe('a sign-in', () => {
  it('tells what Logto’s tells', async () => {
    const { issuer, receiver } = await startWithHook();
    await authorize(await discover(issuer, 'demo-spa'), { user: 'bob' });
    const [delivery] = await receiver.take(1);
    const file = new URL('vectors/webhooks.json', import.meta.url);
    const recorded = (
      JSON.parse(readFileSync(file, 'utf8')) as Readonly<
        Record<string, readonly { readonly payload: Readonly<Record<string, unknown>> }[]>
      >
    )['PostSignIn']?.[0]?.payload;
    expect(new Bindings({ t_spa: 'demo-spa' }).difference(recorded, delivery?.payload)).toBeUndefined();
    const { body } = await callManagement(issuer, 'GET', '/users/bob');
    expect(body).toMatchObject({ lastSignInAt: aNumber });
  });
});

function hmac(key: string, delivery: Delivery | undefined): string {
  return createHmac('sha256', key)
    .update(delivery?.text ?? '')
    .digest('hex');
}

function rest(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 60);
  });
}

async function firstScope(issuer: Issuer): Promise<string> {
  const { body } = await callManagement(issuer, 'GET', '/resources?includeScopes=true');
  const [resource] = body as readonly { readonly scopes: readonly { readonly id: string }[] }[];
  return resource?.scopes[0]?.id ?? '';
}

/** A port that was free a moment ago. */
async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  return typeof address === 'object' && address !== null ? address.port : 0;
}
