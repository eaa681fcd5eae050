import websocket from '@fastify/websocket';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { tokenPlugin } from '../src/index.js';
import { bearer, makeApp, verifier } from './setup.js';

const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

it.each([
  ['before the plugin', true],
  ['after the plugin', false],
])(
  'an upgrade is refused as a request is, and its socket is closed: websockets %s',
  async (_case, isBefore) => {
    const app = makeApp();
    if (isBefore) await app.register(websocket);
    await app.register(tokenPlugin, { verifier, report: false });
    if (!isBefore) await app.register(websocket);
    app.get(
      '/socket',
      { websocket: true, config: { token: { scopes: ['read:products'] } } },
      () => undefined,
    );
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const upgrade = async (path: string, headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = request({ host: '127.0.0.1', port, path, headers: { ...UPGRADE, ...headers } });
        sent.on('upgrade', (response, socket) => {
          socket.destroy();
          resolve(response.statusCode);
        });
        sent.on('response', (response) => {
          // The server closes it: the client only waits.
          response.resume().socket.once('close', () => resolve(response.statusCode));
        });
        sent.on('error', reject);
        sent.end();
      });
    expect(await upgrade('/socket', {})).toBe(401);
    expect(await upgrade('/socket', await bearer())).toBe(403);
    expect(await upgrade('/nowhere', {})).toBe(401);
    expect(await upgrade('/socket', await bearer('read:products'))).toBe(101);
  },
);
