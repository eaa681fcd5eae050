import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/look/proxy.js';

/** A proxy that lets nobody through, and counts who came. */
const proxy = createServer();
let asked = 0;
proxy.on('connect', (_request, socket: Socket) => {
  asked += 1;
  socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
});
proxy.listen(0, '127.0.0.1');
await once(proxy, 'listening');
const ADDRESS = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
afterAll(() => void proxy.close());

/** Whether Node.js itself goes through the proxy to an address: its own fetch, in a process of its own. */
async function nodeGoesThrough(
  target: string,
  environment: Readonly<Record<string, string>>,
): Promise<boolean> {
  const before = asked;
  const script = `fetch(${JSON.stringify(target)}).catch(() => undefined)`;
  const child = spawn(process.execPath, ['-e', script], {
    env: { ...environment, NODE_USE_ENV_PROXY: '1' },
    stdio: 'ignore',
  });
  await once(child, 'close');
  return asked > before;
}

describe('token-doctor: the proxy that Node.js takes is the one that is named', () => {
  const HTTPS = 'https://127.0.0.1:44301/oidc';
  const BOTH = { HTTPS_PROXY: ADDRESS };

  it.each([
    [HTTPS, { HTTPS_PROXY: ADDRESS }, 'HTTPS_PROXY'],
    [HTTPS, { https_proxy: ADDRESS }, 'https_proxy'],
    [HTTPS, { https_proxy: ADDRESS, HTTPS_PROXY: 'http://127.0.0.1:1' }, 'https_proxy'],
    [HTTPS, { https_proxy: '', HTTPS_PROXY: ADDRESS }, undefined],
    [HTTPS, { HTTP_PROXY: ADDRESS }, 'HTTP_PROXY'],
    ['http://127.0.0.1:44301', { HTTP_PROXY: ADDRESS }, 'HTTP_PROXY'],
    ['http://127.0.0.1:44301', { HTTPS_PROXY: ADDRESS }, undefined],
    [HTTPS, { ...BOTH, NO_PROXY: '*' }, undefined],
    [HTTPS, { ...BOTH, NO_PROXY: 'a.example, *' }, 'HTTPS_PROXY'],
    [HTTPS, { ...BOTH, no_proxy: '', NO_PROXY: '*' }, 'HTTPS_PROXY'],
    [HTTPS, { ...BOTH, NO_PROXY: '127.0.0.1' }, undefined],
    [HTTPS, { ...BOTH, NO_PROXY: '127.0.0.1:44301' }, undefined],
    [HTTPS, { ...BOTH, NO_PROXY: '127.0.0.1:443' }, 'HTTPS_PROXY'],
    [HTTPS, { ...BOTH, NO_PROXY: '127.0.0.0/8' }, 'HTTPS_PROXY'],
    ['https://[::1]:44301', { ...BOTH, NO_PROXY: '::1' }, 'HTTPS_PROXY'],
    ['https://[::1]:44301', { ...BOTH, NO_PROXY: '[::1]' }, undefined],
    ['https://[::1]:44301', { ...BOTH, NO_PROXY: '[::1]:44301' }, undefined],
    ['https://localhost:44301', { ...BOTH, NO_PROXY: 'LOCALHOST' }, undefined],
    ['https://localhost:44301', { ...BOTH, NO_PROXY: '.localhost' }, undefined],
    ['https://localhost:44301', { ...BOTH, NO_PROXY: '*.localhost' }, undefined],
    ['https://localhost:44301', { ...BOTH, NO_PROXY: '*localhost' }, 'HTTPS_PROXY'],
    ['https://a.localhost:44301', { ...BOTH, NO_PROXY: 'localhost,b.example' }, undefined],
    ['https://alocalhost.invalid', { ...BOTH, NO_PROXY: 'localhost.invalid' }, 'HTTPS_PROXY'],
    ['https://auth.invalid', { ...BOTH, NO_PROXY: 'auth.invalid:443' }, undefined],
    ['https://auth.invalid', { ...BOTH, NO_PROXY: 'auth.invalid.' }, 'HTTPS_PROXY'],
  ])('%s with %j: %s', async (target, environment, variable) => {
    expect(proxyFor(target, environment)?.variable).toBe(variable);
    expect(await nodeGoesThrough(target, environment)).toBe(variable !== undefined);
  });
});

describe('token-doctor: what is said of a proxy', () => {
  const TARGET = 'https://auth.example.com/oidc';
  const used = { NODE_USE_ENV_PROXY: '1' };

  it.each([
    ['http://user:pass-word@proxy.example.com:3128', { address: 'http://proxy.example.com:3128' }],
    ['https://proxy.example.com', { address: 'https://proxy.example.com' }],
    ['http://[2001:db8::1]:3128', { address: 'http://[2001:db8::1]:3128' }],
    ['proxy.example.com:3128', { address: 'http://proxy.example.com:3128', lacksScheme: true }],
    [
      'socks5://proxy.example.com:1080',
      { address: 'socks5://proxy.example.com:1080', state: 'unknown-kind' },
    ],
    [
      'socks5h://user:pass-word@127.0.0.1:1080',
      { address: 'socks5h://127.0.0.1:1080', state: 'unknown-kind' },
    ],
    ['http://user:pass-word@', { address: '', state: 'unreadable' }],
    ['http://proxy.example.com:99999', { address: '', state: 'unreadable' }],
    ['http:// pass-word', { address: '', state: 'unreadable' }],
  ])('%s', (value, expected) => {
    const facts = proxyFor(TARGET, { HTTPS_PROXY: value, ...used });
    expect(facts).toEqual({ variable: 'HTTPS_PROXY', isUsed: true, ...expected });
    expect(JSON.stringify(facts)).not.toContain('pass-word');
  });

  it('ALL_PROXY is another program’s', () => {
    const facts = proxyFor(TARGET, { ALL_PROXY: 'http://proxy.example.com:3128', ...used });
    expect(facts).toEqual({ variable: 'ALL_PROXY', isUsed: false, address: 'http://proxy.example.com:3128' });
  });

  it.each([
    ['https://10.1.2.3/oidc', '10.0.0.0/8', '10.0.0.0/8'],
    ['https://10.1.2.3/oidc', '192.168.0.0/16, 10.0.0.0/40', undefined],
    ['https://[::1]/oidc', '::1', '::1'],
    ['https://[fd00::2]/oidc', 'fd00::/8', 'fd00::/8'],
    ['https://auth.example.com/oidc', '10.0.0.0/8', undefined],
    ['https://auth.example.com/oidc', 'localhost, *', '*'],
  ])('%s, NO_PROXY %s: an exception that Node.js does not read: %s', (target, list, missed) => {
    const facts = proxyFor(target, { HTTPS_PROXY: ADDRESS, NO_PROXY: list, ...used });
    expect(facts?.missedException).toBe(missed);
  });
});
