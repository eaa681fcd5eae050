import { describe, expect, it } from 'vitest';

import { consoleUrl, openPage, submit } from '../support/console.js';
import { startHookReceiver } from '../support/hook-receiver.js';
import { fetchKeys, startIssuer } from '../support/issuer.js';

describe('keys', () => {
  it('are rotated, staged, let sign and withdrawn', async () => {
    const issuer = await startIssuer();
    const { current } = issuer.keys.ids();
    let page = await submit(issuer, await openPage(issuer, '/console/keys'), 'rotate', {
      algorithm: 'RS256',
    });
    expect(page.text).toContain(`${issuer.keys.ids().current} signs now.`);
    expect(issuer.keys.ids().previous).toBe(current);
    expect(issuer.keys.states().find(({ status }) => status === 'current')?.algorithm).toBe('RS256');
    page = await submit(issuer, page, 'withdraw');
    expect(issuer.keys.ids().previous).toBeUndefined();
    page = await submit(issuer, page, 'stage', { algorithm: 'ES384' });
    expect((await fetchKeys(issuer)).keys).toHaveLength(2);
    const staged = issuer.keys.ids().next ?? '';
    const overtaken = await submit(issuer, page, 'rotate', { grace: '0' });
    expect(overtaken.html).toMatch(/id="rotate-grace-problem">A key is staged and must not be overtaken/);
    await submit(issuer, page, 'activate', {}, staged);
    expect(issuer.keys.ids().current).toBe(staged);
  });

  it('two tabs: what was seen is what is done', async () => {
    const issuer = await startIssuer();
    const [first, second] = [
      await openPage(issuer, '/console/keys'),
      await openPage(issuer, '/console/keys'),
    ];
    await submit(issuer, first, 'rotate');
    const { current, previous } = issuer.keys.ids();
    const told = await submit(issuer, second, 'rotate');
    expect(told.status).toBe(422);
    expect(told.text).toContain('The keys have changed since this page was opened.');
    const third = await openPage(issuer, '/console/keys');
    await issuer.keys.rotate();
    const gone = await submit(issuer, third, 'withdraw', {}, previous);
    expect(gone.text).toContain('This key is not the previous one any more.');
    expect(issuer.keys.ids().previous).toBe(current);
  });

  it.each(['-1', '1.5', 'x', '86401'])(
    'a grace period of %s is a sentence beside the field',
    async (grace) => {
      const issuer = await startIssuer();
      const page = await submit(issuer, await openPage(issuer, '/console/keys'), 'rotate', { grace });
      expect(page.html).toMatch(
        /id="rotate-grace-problem">Expected a whole number of seconds from 0 to 86400/,
      );
      expect(page.html).toContain(`value="${grace}"`);
    },
  );
});

describe('webhooks', () => {
  it('show what was sent, to whom, with which answer', async () => {
    const issuer = await startIssuer();
    const receiver = await startHookReceiver();
    const list = await openPage(issuer, '/console/webhooks');
    const fields = { name: 'API', url: `${receiver.origin}/hook`, events: 'User.SuspensionStatus.Updated' };
    const hook = await submit(issuer, list, 'add', fields);
    expect(hook.text).toContain('Nothing yet.');
    const key = (await submit(issuer, hook, 'show key')).text;
    expect(key).toMatch(/The key is \S{32}/);
    const [path = ''] = hook.path.split('?');
    await submit(issuer, await openPage(issuer, '/console/users/carol'), 'suspend');
    await receiver.take(1);
    receiver.status = 500;
    await submit(issuer, await openPage(issuer, '/console/users/carol'), 'reinstate');
    await receiver.take(1);
    await expect.poll(async () => (await openPage(issuer, path)).text).toMatch(/UTC 500/);
    const { text } = await openPage(issuer, path);
    expect(text).toMatch(/User\.SuspensionStatus\.Updated [-\d]+ [:\d]+ UTC 200/);
    expect(text).toContain('Request failed with status code 500');
    expect(text).toContain('"matchedRoute": "/users/:userId/is-suspended"');
    expect(text).toContain(`POST ${receiver.origin}/hook`);
    expect((await openPage(issuer, '/console/webhooks')).text).toContain('2 sent, 1 taken');
  });

  it('deliveries of all receivers come by server-sent events', async () => {
    const issuer = await startIssuer();
    const receiver = await startHookReceiver();
    const list = await openPage(issuer, '/console/webhooks');
    const fields = { name: 'API', url: receiver.origin, events: 'User.SuspensionStatus.Updated' };
    await submit(issuer, list, 'add', fields);
    const source = /data-events="([^"]*)"/.exec(list.html)?.[1] ?? '';
    const ended = new AbortController();
    const { body, headers } = await fetch(consoleUrl(issuer, source), { signal: ended.signal });
    expect(headers.get('content-type')).toContain('text/event-stream');
    await submit(issuer, await openPage(issuer, '/console/users/carol'), 'suspend');
    let text = '';
    for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
      text += new TextDecoder().decode(part);
      if (text.includes('event: deliveries')) break;
    }
    ended.abort();
    expect(text).toContain('User.SuspensionStatus.Updated');
    expect(text).toContain(receiver.origin);
  });

  it('a test that fails is a sentence, and so is a receiver that cannot be', async () => {
    const issuer = await startIssuer();
    const list = await openPage(issuer, '/console/webhooks');
    const wrong = await submit(issuer, list, 'add', { name: 'API', url: 'localhost:1', events: [] });
    expect(wrong.html).toMatch(/id="add-url-problem">Expected an address that begins with http/);
    const none = await submit(issuer, list, 'add', { name: 'API', url: 'http://localhost:1/', events: [] });
    expect(none.html).toMatch(/id="add-events-problem">At least one event is needed/);
    const hook = await submit(issuer, list, 'add', { name: 'API', url: 'http://hooks.example.com/' });
    const tested = await submit(issuer, hook, 'test');
    expect(tested.status).toBe(422);
    expect(tested.text).toContain('webhooks are sent to loopback only');
  });
});
