import { describe, expect, it, onTestFinished } from 'vitest';
import { type Api, HOSTS, issuer, pageOf, start } from './api.js';

async function run(...parameters: Parameters<typeof start>): Promise<Api> {
  const api = await start(...parameters);
  onTestFinished(() => void api.child.kill('SIGKILL'));
  return api;
}

describe.each(HOSTS)('explore() in %s', (host) => {
  it('shows refusals by method and route, beside the lines in the log', async () => {
    const api = await run(host);
    const url = await pageOf(api);
    const lacking = await issuer.mint({ scope: 'write:products' });
    expect(await api.call()).toBe(401);
    expect(await api.call('opaque-secret')).toBe(401);
    expect(await api.call(lacking)).toBe(403);
    expect(await api.call(await issuer.mint({ scope: 'read:products' }))).toBe(200);

    const page = await (await fetch(url)).text();
    expect(page.match(/refusals\/\d+"/g)).toEqual(['refusals/3"', 'refusals/2"', 'refusals/1"']);
    // `fetch` is given no route pattern by its platforms.
    expect(page).toContain(host === 'fetch' ? 'GET (no route pattern)' : 'GET /products/:id');
    const refusal = await (await fetch(new URL('refusals/3', url))).text();
    expect(refusal).toContain('<mark class="expected">read:products</mark>');
    expect(page + refusal).not.toMatch(/raw-identifier|opaque-secret/);
    expect(page + refusal).not.toContain(lacking.slice(0, 30));

    const pasted = await fetch(new URL('examine', url), {
      method: 'POST',
      headers: { origin: new URL(url).origin },
      body: new URLSearchParams({ text: lacking, scopes: 'write:products' }),
    });
    expect([pasted.status, await pasted.text()]).toEqual([200, expect.stringContaining('accepted')]);

    await api.told(/ 403 scope\.lacking/);
    expect(api.text().match(/ 40[13] \w+\.[\w-]+: /g)).toHaveLength(3);
    expect(api.text().match(/token-doctor: /g)).toHaveLength(1);
    if (host === 'fastify') expect(api.text()).toMatch(/"reqId":"req-\d+","msg":"GET \/products\/:id 403 /);
    if (host.startsWith('nestjs')) expect(api.text()).toMatch(/\[TokenGuard\].* 403 scope\.lacking/);
    // Nothing of it reaches the client.
    const { headers } = await fetch(`${api.origin}/products/1`);
    expect(JSON.stringify([...headers])).not.toContain(new URL(url).port);
  });
});

describe('the process', () => {
  it('in production nothing is opened, one line says so, and the log is as ever', async () => {
    const api = await run('express', { NODE_ENV: 'production' });
    await api.call();
    await api.told(/401 missing\.\w+/);
    expect(api.text().match(/token-doctor: .*/g)).toEqual([
      'token-doctor: explore() opens no page: NODE_ENV is not "development".',
    ]);
    expect(api.text()).not.toMatch(/127\.0\.0\.1:\d+\/[\w-]{32}/);
  });

  it('ends when the app ends, though pages are open and listening', async () => {
    const api = await run('fetch');
    const url = await pageOf(api);
    const events = await fetch(new URL('events', url));
    const reading = events.text().catch(() => 'ended');
    // The app closes its own server on this; the page must not keep the process.
    const ended = new Promise((resolve) => api.child.once('exit', (code) => resolve(code)));
    api.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    await reading;
  });

  it('20,000 refusals with made-up paths and tokens: bounded memory, the page answers', async () => {
    const api = await run('express', { NODE_ENV: 'development', FLOOD: '20000' });
    const url = await pageOf(api);
    const [, before, after] = await api.told(/flood: (\d+) MB before, (\d+) MB after/);
    expect(Number(after) - Number(before)).toBeLessThan(16);
    const page = await fetch(url);
    const text = await page.text();
    expect(page.status).toBe(200);
    expect(text.match(/refusals\/\d+"/g)?.length).toBeLessThanOrEqual(50);
    expect(text.length).toBeLessThan(200_000);
  });
});
