import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { lookup } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';

import { describe, expect, it, onTestFinished } from 'vitest';

import { createVerifier } from '@acme/token-core';

import { createIssuer, demoAccess, type IssuerOptions } from '../src/index.js';
import { authorize, CALLBACK, discover } from './support/client.js';
import { RESOURCE, startIssuer } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';

describe('listening', () => {
  it.each(['localhost', '127.0.0.1', '::1'])('host %s is the host of the issuer', async (host) => {
    const issuer = await startIssuer(demoAccess, { host });
    const name = host === '::1' ? '[::1]' : host;
    expect(issuer.url).toBe(`http://${name}:${issuer.port}/oidc`);
    expect((await fetch(issuer.jwksUri)).status).toBe(200);
  });

  it('localhost answers on both of its addresses', async () => {
    const issuer = await startIssuer();
    for (const host of ['127.0.0.1', '[::1]']) {
      expect((await fetch(`http://${host}:${issuer.port}/oidc/jwks`)).status).toBe(200);
    }
  });

  it('a port in use is said plainly', async () => {
    const { port } = await startIssuer();
    await expect(createIssuer(demoAccess, { port })).rejects.toThrow(
      `Port ${port} is already in use on 127.0.0.1: choose another port.`,
    );
  });

  it('port 80 is left out of the URL, as clients leave it out, and its own requests reach it', async ({
    skip,
  }) => {
    const issuer = await createIssuer(managed, { port: 80 }).catch((error: unknown): never => {
      expect(String(error)).toMatch(/^Error: Port 80 is (?:already in use|not for this user to listen on)/);
      return skip('port 80 is not to be had here');
    });
    onTestFinished(() => issuer.close());
    expect(issuer.url).toBe('http://localhost/oidc');
    expect((await discover(issuer, 'demo-spa')).serverMetadata().issuer).toBe(issuer.url);
    expect(await issuer.tokenFor('bob')).toMatch(/^eyJ/);
    for (const host of ['localhost', 'localhost:80', '127.0.0.1', '[::1]:80']) {
      expect(await read(80, '/oidc/jwks', host)).toContain('"keys"');
    }
    expect((await callManagement(issuer, 'GET', '/users')).status).toBe(200);
    expect(await (await fetch('http://localhost/')).text()).toContain('<html');
  });

  it('close() does not wait for a request that never ends, and frees the port', async () => {
    const first = await createIssuer(demoAccess, { port: 0 });
    const socket = connect(first.port, '127.0.0.1');
    await once(socket, 'connect');
    const ended = once(socket.resume(), 'close');
    socket.on('error', () => {});
    socket.write(
      `POST /oidc/token HTTP/1.1\r\nHost: localhost:${first.port}\r\nContent-Length: 9\r\n` +
        'Content-Type: application/x-www-form-urlencoded\r\n\r\n',
    );
    await fetch(first.jwksUri);
    await first.close();
    await ended;
    const second = await startIssuer(demoAccess, { port: first.port });
    expect(second.port).toBe(first.port);
  });
});

describe('options', () => {
  it.each<[string, object, string]>([
    ['a host that is not loopback', { host: '0.0.0.0' }, 'host: expected a loopback host'],
    ['a host that only looks like loopback', { host: '127.0.0.1.example.com' }, 'host: expected a loopback'],
    ['a port that is too high', { port: 65_536 }, 'port: expected a whole number'],
    ['a port that is a text', { port: '3300' }, 'port: expected a whole number'],
    [
      'a symmetric algorithm',
      { algorithm: 'HS256' },
      'algorithm: expected one of ES384, RS256, found "HS256"',
    ],
    ['a chooser that is a text', { chooser: 'no' }, 'chooser: expected true or false'],
    ['an onError that cannot be called', { onError: true }, 'onError: expected a function'],
    [
      'a public host that is an address of the web',
      { publicHost: 'http://issuer' },
      'publicHost: expected a host',
    ],
    [
      'a public host beside a host',
      { publicHost: 'issuer', host: 'localhost' },
      'publicHost: expected no host',
    ],
    ['a file with a NUL in its name', { storageFile: 'a\0b' }, 'storageFile: expected the path of a file'],
    ['a hole in a list', { webhookHosts: ['a', , 'b'] }, 'webhookHosts[1]: expected a host name'], // oxlint-disable-line no-sparse-arrays
    ...[
      'issuer:0080',
      '127.1',
      '0x7f.1',
      'Issuer',
      'issuer.',
      'issuer.:8080',
      '::1',
      '[0:0::1]',
      'bücher',
      'issuer:0',
      'issuer:',
      'a@b',
    ].map((publicHost): [string, object, string] => [
      `a public host in a spelling that no request has, ${publicHost}`,
      { publicHost },
      `publicHost: expected a host as URLs spell it, with a port or without, such as issuer or issuer:8080, found "${publicHost}"`,
    ]),
    ...[
      'hooks.example.com:443',
      '127.1',
      'Hooks.example.com',
      'hooks.example.com.',
      '[::1]',
      'bücher.example',
    ].map((host): [string, object, string] => [
      `a webhook host in a spelling that no address has, ${host}`,
      { webhookHosts: [host] },
      `webhookHosts[0]: expected a host name as URLs spell it, without port, found "${host}"`,
    ]),
    ...['localhost:04000', '127.1:4000', 'Localhost:4000', 'localhost.:4000', '::1'].map(
      (host): [string, object, string] => [
        `a host of documents in a spelling that no address has, ${host}`,
        { clientIdDocuments: true, clientIdDocumentHosts: [host] },
        `clientIdDocumentHosts[0]: expected a host as URLs spell it`,
      ],
    ),
    ['an unknown option', { prot: 1 }, 'options: unknown member "prot"'],
  ])('%s is a TypeError that names it', async (_title, options, message) => {
    const attempt = createIssuer(demoAccess, options);
    await expect(attempt).rejects.toThrow(TypeError);
    await expect(attempt).rejects.toThrow(message);
  });
});

it('rule 3: what stands on a prototype is no option', async () => {
  const options = Object.assign(Object.create({ publicHost: 'issuer' }) as IssuerOptions, { port: 0 });
  Object.defineProperty(Object.prototype, 'publicHost', { value: 'issuer', configurable: true });
  try {
    for (const given of [options, { port: 0 }]) {
      const issuer = await createIssuer(demoAccess, given);
      expect(new URL(issuer.url).hostname).toBe('localhost');
      await issuer.close();
    }
  } finally {
    Reflect.deleteProperty(Object.prototype, 'publicHost');
  }
});

describe('publicHost, for containers', () => {
  // Another address of this machine: what comes through it comes from elsewhere, as from another container.
  const elsewhere = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address;

  it('is the host of the issuer, and the whole server answers this machine', async () => {
    const issuer = await startIssuer(managed, { publicHost: 'issuer' });
    expect(issuer.url).toBe(`http://issuer:${issuer.port}/oidc`);
    const discovery = await read(
      issuer.port,
      '/oidc/.well-known/openid-configuration',
      `issuer:${issuer.port}`,
    );
    expect(JSON.parse(discovery)).toMatchObject({ issuer: issuer.url, jwks_uri: `${issuer.url}/jwks` });
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      resource: 'https://default.logto.app/api',
      scope: 'all',
      client_id: 'demo-admin',
      client_secret: 'demo-admin-secret',
    });
    const local = `http://127.0.0.1:${issuer.port}`;
    const answer = (await (await fetch(`${local}/oidc/token`, { method: 'POST', body })).json()) as Readonly<
      Record<string, string>
    >;
    const users = await fetch(`${local}/api/users`, {
      headers: { authorization: `Bearer ${answer['access_token']}` },
    });
    expect(users.status).toBe(200);
  });

  it('with a port of its own: that of the container’s published one', async () => {
    const issuer = await startIssuer(demoAccess, { publicHost: 'issuer:8080' });
    expect(issuer.url).toBe('http://issuer:8080/oidc');
    expect(await read(issuer.port, '/oidc/jwks', 'issuer:8080')).toContain('"keys"');
  });

  it.each([
    ['issuer:80', 'issuer'],
    ['[fd00::1]:80', '[fd00::1]'],
  ])('the port of http is no part of a host, as a client leaves it out: %s', async (publicHost, host) => {
    const issuer = await startIssuer(demoAccess, { publicHost });
    expect(issuer.url).toBe(`http://${host}/oidc`);
    const { status } = await fetch(issuer.jwksUri.replace(host, `localhost:${issuer.port}`));
    expect(status).toBe(200);
    for (const sent of [host, `${host}:80`])
      expect(await read(issuer.port, '/oidc/jwks', sent)).toContain('"keys"');
  });

  it.each(['my_service', 'xn--bcher-kva.example', '10.0.0.7:8080', '[fd00::1]'])(
    'is taken as it is in URLs: %s',
    async (publicHost) => {
      const issuer = await startIssuer(demoAccess, { publicHost });
      expect(new URL(issuer.url).href).toBe(issuer.url);
      const { host } = new URL(issuer.url);
      expect(await read(issuer.port, '/oidc/jwks', host)).toContain('"keys"');
    },
  );

  it('an API that reaches it by that name, and names it in httpHosts, accepts its tokens', async ({
    skip,
  }) => {
    const name = hostname().toLowerCase();
    const isKnown = await lookup(name).then(
      () => true,
      () => false,
    );
    if (!isKnown) skip('this machine does not know its own name');
    const issuer = await startIssuer(demoAccess, { publicHost: name });
    const settings = { issuer: issuer.url, resource: RESOURCE };
    const verifier = createVerifier({ ...settings, httpHosts: [`${name}:${issuer.port}`] });
    const { claims } = await verifier.verify(await issuer.tokenFor('bob'), { scopes: ['write:products'] });
    expect(claims).toMatchObject({ iss: `http://${name}:${issuer.port}/oidc`, sub: 'bob' });
    expect(() => createVerifier(settings)).toThrow(/^(?:discoveredKeys: )?issuer: expected an https URL/);
  });

  it('another machine is answered at /oidc only, and only by that name', async ({ skip }) => {
    if (elsewhere === undefined) skip('this machine has no other address');
    const address = String(elsewhere);
    const issuer = await startIssuer(managed, { publicHost: 'issuer' });
    const ask = (path: string, host = `issuer:${issuer.port}`) => get(issuer.port, path, host, address);
    expect((await ask('/oidc/jwks')).statusCode).toBe(200);
    for (const path of ['/sign-in/x', '/api/users', '/api/swagger.json']) {
      expect([path, (await ask(path)).statusCode]).toEqual([path, 403]);
    }
    expect((await ask('/oidc/jwks', 'evil.example.com')).statusCode).toBe(421);
  });

  it('without it, another machine cannot connect at all', async ({ skip }) => {
    if (elsewhere === undefined) skip('this machine has no other address');
    const issuer = await startIssuer();
    await expect(get(issuer.port, '/oidc/jwks', 'issuer', String(elsewhere))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('requests from elsewhere', () => {
  it('a foreign Host is refused (DNS rebinding)', async () => {
    const issuer = await startIssuer();
    const response = await get(issuer.port, '/oidc/jwks', 'evil.example.com');
    expect(response.statusCode).toBe(421);
  });

  it.each([
    [
      'the application’s own origin may read a token',
      'http://localhost:9999',
      'demo-spa',
      200,
      'http://localhost:9999',
    ],
    ['another origin may not', 'http://localhost:9998', 'demo-spa', 400, null],
    ['a machine’s token is for no browser', 'http://localhost:9999', 'demo-reader', 400, null],
  ])('CORS: %s', async (_title, origin, clientId, status, allowed) => {
    const issuer = await startIssuer();
    const config = await discover(issuer, 'demo-spa');
    const { shown, verifier } = await authorize(config, { resource: RESOURCE });
    const parameters =
      clientId === 'demo-reader'
        ? { grant_type: 'client_credentials', client_secret: 'demo-reader-secret' }
        : {
            grant_type: 'authorization_code',
            code: shown.url.searchParams.get('code') ?? '',
            redirect_uri: CALLBACK,
            code_verifier: verifier,
          };
    const body = new URLSearchParams({ client_id: clientId, resource: RESOURCE, ...parameters });
    const response = await fetch(issuer.tokenEndpoint, { method: 'POST', headers: { origin }, body });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([status, allowed]);
  });

  it('anyone may read the keys', async () => {
    const issuer = await startIssuer();
    const response = await fetch(issuer.jwksUri, { headers: { origin: 'https://anywhere.example.com' } });
    expect(response.headers.get('access-control-allow-origin')).toBe('https://anywhere.example.com');
  });

  it.each(['/consolex', '/oidcx', '/oidc/nowhere', '/sign-inx'])('404 for %s', async (path) => {
    const issuer = await startIssuer();
    expect((await fetch(`http://localhost:${issuer.port}${path}`)).status).toBe(404);
  });
});

async function get(
  port: number,
  path: string,
  host: string,
  address = '127.0.0.1',
): Promise<IncomingMessage> {
  const response = await send(port, path, host, address);
  response.resume();
  return response;
}

async function read(port: number, path: string, host: string): Promise<string> {
  const response = await send(port, path, host, '127.0.0.1');
  let text = '';
  for await (const chunk of response.setEncoding('utf8') as AsyncIterable<string>) text += chunk;
  return text;
}

async function send(port: number, path: string, host: string, address: string): Promise<IncomingMessage> {
  const sent = request({ host: address, port, path, headers: { host } });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}
