import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ask, open, paste } from './setup.js';

describe('who is answered', () => {
  it('only who has the key, wherever it asks', async () => {
    const { url } = await open();
    const { origin, pathname } = new URL(url);
    expect((await ask(url)).status).toBe(200);
    const other = `${pathname.slice(0, -2)}${pathname.at(-2) === 'A' ? 'B' : 'A'}/`;
    for (const path of [
      '/',
      '/favicon.ico',
      other,
      `${other}events`,
      `${other}refusals/1`,
      pathname.toLowerCase(),
      `/x${pathname}`,
    ]) {
      const { status, text } = await ask(new URL(path, origin).href);
      expect([path, status]).toEqual([path, 403]);
      expect(text).not.toContain(pathname.slice(1, -1));
    }
    expect((await ask(`${origin}${other}examine`, { method: 'POST', headers: { origin } })).status).toBe(403);
  });

  it('the key is of 192 random bits, another one for each page', async () => {
    const [one, other] = [await open(), await open()];
    expect(new URL(one.url).pathname).toMatch(/^\/[\w-]{32}\/$/);
    expect(new URL(one.url).pathname).not.toBe(new URL(other.url).pathname);
  });

  it.each([
    ['a foreign Host (DNS rebinding)', { host: 'rebound.example.com' }],
    ['a foreign Host with our port', { host: 'rebound.example.com:PORT' }],
    ['a Host that begins as ours', { host: '127.0.0.1:PORT.example.com' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['a foreign Origin', { origin: 'https://evil.example.com' }],
    ['an Origin on another port here', { origin: 'http://127.0.0.1:1' }],
    ['an Origin with another scheme', { origin: 'https://127.0.0.1:PORT' }],
    ['a sandboxed frame', { origin: 'null' }],
    ['a sandboxed frame that names its site', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['an Origin for a read that says it is our own', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
    ['a page elsewhere, without CORS', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' }],
    ['a page elsewhere that frames it', { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }],
    ['a page of this machine', { 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'empty' }],
    ['Forwarded', { forwarded: 'for=192.0.2.1' }],
    ['Via', { via: '1.1 proxy' }],
    ['X-Forwarded-For', { 'x-forwarded-for': '192.0.2.1' }],
    ['X-Forwarded-Host', { 'X-FORWARDED-HOST': 'localhost' }],
    ['X-Forwarded-Anything', { 'x-forwarded-anything': '' }],
    ['X-Real-IP', { 'x-real-ip': '127.0.0.1' }],
  ])('not %s', async (_, given) => {
    const { url } = await open();
    const { port } = new URL(url);
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    expect((await ask(url, { headers })).status).toBe(403);
    const posted = await paste(url, { text: 'x' }, headers);
    // The one that says it is our own is our own form under no-referrer; for a form that is right.
    if (headers['sec-fetch-site'] !== 'same-origin') expect(posted.status).toBe(403);
  });

  it.each([
    ['by its other name', { host: 'localhost:PORT' }],
    ['with its own Origin', { origin: 'http://127.0.0.1:PORT' }],
    [
      'by a link elsewhere that has the key',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' },
    ],
  ])('its developer, %s', async (_, given) => {
    const { url } = await open();
    const { port } = new URL(url);
    const headers = Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    expect((await ask(url, { headers })).status).toBe(200);
  });

  it.each([
    ['an address in the request line', 'GET http://rebound.example.comPATH HTTP/1.1\r\nhost: 127.0.0.1:PORT'],
    ['two Hosts', 'GET PATH HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nhost: rebound.example.com'],
    ['two Hosts that are ours', 'GET PATH HTTP/1.1\r\nhost: 127.0.0.1:PORT\r\nhost: 127.0.0.1:PORT'],
    ['no Host', 'GET PATH HTTP/1.0'],
  ])('not %s', async (_, head) => {
    const { url } = await open();
    const { port, pathname } = new URL(url);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1');
      let text = '';
      socket.setEncoding('latin1').on('data', (more: string) => (text += more));
      socket.on('close', () => resolve(text));
      socket.end(
        `${head.replaceAll('PORT', port).replaceAll('PATH', pathname)}\r\nconnection: close\r\n\r\n`,
      );
    });
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
  });
});

describe('a form', () => {
  it('without an Origin is none of ours', async () => {
    const { url } = await open();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status } = await ask(`${url}examine`, { method: 'POST', headers, body: 'text=x' });
    expect(status).toBe(403);
  });

  it('of ours under no-referrer says null, and the browser vouches for it', async () => {
    const { url } = await open();
    const { status } = await paste(url, { text: 'x' }, { origin: 'null', 'sec-fetch-site': 'same-origin' });
    expect(status).toBe(200);
  });
});
