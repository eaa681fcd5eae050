import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { isPublicAddress, readAddress } from '../src/client-documents/address.js';
import { createIssuer, demoAccess } from '../src/index.js';
import type { Issuer, IssuerOptions } from '../src/index.js';
import { authorize, CALLBACK, discover, exchangeCode } from './support/client.js';
import { documentOf, sendDocument, sendJson, startDocumentHost } from './support/document-host.js';
import type { DocumentHost } from './support/document-host.js';
import { RESOURCE, startIssuer } from './support/issuer.js';

const SCOPE = 'openid read:products';

function startFor({ host }: Pick<DocumentHost, 'host'>, options: IssuerOptions = {}): Promise<Issuer> {
  return startIssuer(demoAccess, { clientIdDocuments: true, clientIdDocumentHosts: [host], ...options });
}

/** What the authorization endpoint says to a client, as JSON. */
async function ask(
  issuer: Issuer,
  id: string,
  changes: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const url = new URL(issuer.authorizationEndpoint);
  const parameters = {
    client_id: id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: SCOPE,
    resource: RESOURCE,
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...changes,
  };
  url.search = new URLSearchParams(parameters).toString();
  const response = await fetch(url, { redirect: 'manual', headers: { accept: 'application/json' } });
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Readonly<Record<string, unknown>>) : {},
  };
}

async function metadataOf(issuer: Issuer): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(`${issuer.url}/.well-known/openid-configuration`);
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

describe('client id metadata documents', () => {
  it('sign a person in, with a public client that nobody registered', async () => {
    const host = await startDocumentHost();
    const issuer = await startFor(host);
    const config = await discover(issuer, host.id);
    const answer = await authorize(config, { resource: RESOURCE, scope: `${SCOPE} offline_access` });
    const tokens = await exchangeCode(config, answer, { resource: RESOURCE });
    expect(tokens.scope).toBe('read:products');
    const claims: unknown = JSON.parse(
      Buffer.from(tokens.access_token.split('.')[1] ?? '', 'base64url').toString(),
    );
    expect(claims).toMatchObject({ client_id: host.id, aud: RESOURCE, scope: 'read:products' });
    expect(tokens.refresh_token).toBeTypeOf('string');
    expect(host.asked()).toBe(1);
  });

  it('give a refresh token only where the document asks for that grant', async () => {
    const host = await startDocumentHost((response, id) =>
      sendJson(response, documentOf(id, { grant_types: undefined })),
    );
    const config = await discover(await startFor(host), host.id);
    const answer = await authorize(config, { resource: RESOURCE, scope: `${SCOPE} offline_access` });
    expect((await exchangeCode(config, answer, { resource: RESOURCE })).refresh_token).toBeUndefined();
  });

  it('are off by default: nothing is fetched, and the metadata says nothing of them', async () => {
    const host = await startDocumentHost();
    const issuer = await startIssuer();
    expect(await metadataOf(issuer)).not.toHaveProperty('client_id_metadata_document_supported');
    expect(await ask(issuer, host.id)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
    expect(host.asked()).toBe(0);
  });

  it('are told of in the metadata where they are on, by both documents', async () => {
    const issuer = await startIssuer(demoAccess, { clientIdDocuments: true });
    expect(await metadataOf(issuer)).toMatchObject({ client_id_metadata_document_supported: true });
  });

  it('leave registered clients as they are', async () => {
    const issuer = await startIssuer(demoAccess, { clientIdDocuments: true });
    expect((await ask(issuer, 'demo-spa')).status).toBe(303);
    expect(await ask(issuer, 'nobody')).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it('show whose host speaks for a client, and have a person act each time', async () => {
    const host = await startDocumentHost();
    const issuer = await startFor(host);
    const config = await discover(issuer, host.id);
    const { browser } = await authorize(config, { resource: RESOURCE, scope: SCOPE });

    const url = new URL(issuer.authorizationEndpoint);
    url.search = new URLSearchParams({
      client_id: host.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: SCOPE,
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
    }).toString();
    const page = await browser.open(url);
    expect(page.url.pathname).toMatch(/^\/sign-in\//);
    expect(page.body).toContain(`Agent (${host.host})`);
    const done = await browser.submit(page, { user: 'alice' });
    expect(done.url.searchParams.get('code')).toBeTypeOf('string');

    // Silently it gets nothing.
    url.searchParams.set('prompt', 'none');
    expect((await browser.open(url)).url.searchParams.get('error')).toBe('login_required');
  });
});

describe('a client document that is refused', () => {
  const changed = (changes: Readonly<Record<string, unknown>>) => (response: ServerResponse, id: string) => {
    sendJson(response, documentOf(id, changes));
  };

  it.each<[string, (response: ServerResponse, id: string) => void, RegExp]>([
    ['another client_id', changed({ client_id: 'https://other.example.com/c' }), /another client_id/],
    [
      'a client_id that differs by a slash',
      (response, id) => sendJson(response, documentOf(`${id}/`)),
      /another client_id/,
    ],
    ['no client_id', changed({ client_id: undefined }), /another client_id/],
    ['a secret', changed({ client_secret: 'secret' }), /has client_secret/],
    ['an end of a secret', changed({ client_secret_expires_at: 0 }), /has client_secret_expires_at/],
    ['client_secret_basic', changed({ token_endpoint_auth_method: 'client_secret_basic' }), /shared secret/],
    ['client_secret_post', changed({ token_endpoint_auth_method: 'client_secret_post' }), /shared secret/],
    ['client_secret_jwt', changed({ token_endpoint_auth_method: 'client_secret_jwt' }), /shared secret/],
    ['private_key_jwt', changed({ token_endpoint_auth_method: 'private_key_jwt' }), /not offered/],
    ['no redirect_uris', changed({ redirect_uris: undefined }), /has no redirect_uris/],
    ['empty redirect_uris', changed({ redirect_uris: [] }), /has no redirect_uris/],
    ['redirect_uris as a text', changed({ redirect_uris: CALLBACK }), /redirect_uris that are no list/],
    ['a redirect_uri of numbers', changed({ redirect_uris: [5] }), /redirect_uris that are no list/],
    ['a redirect_uri with a fragment', changed({ redirect_uris: [`${CALLBACK}#x`] }), /without a fragment/],
    ['a redirect_uri that is script', changed({ redirect_uris: ['javascript:alert(1)'] }), /scheme/],
    ['another grant alone', changed({ grant_types: ['client_credentials'] }), /authorization_code/],
    ['another response alone', changed({ response_types: ['token'] }), /code in its response_types/],
    ['a name that is no text', changed({ client_name: { en: 'Agent' } }), /client_name/],
    ['another application_type', changed({ application_type: 'desktop' }), /application_type/],
    ['a list', (response) => sendJson(response, []), /no JSON object/],
    ['null', (response) => sendJson(response, null), /no JSON object/],
    [
      'a web page',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
      /not JSON: its content-type/,
    ],
    [
      'broken JSON',
      (response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"client_id":'),
      /is not JSON/,
    ],
    [
      'bytes that are no UTF-8',
      (response) =>
        void response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0xff, 0x7b])),
      /is not JSON/,
    ],
    [
      'a redirect',
      (response, id) => void response.writeHead(302, { location: `${id}?2` }).end(),
      /is a redirect \(302/,
    ],
    ['404', (response) => void response.writeHead(404).end(), /answered 404/],
    ['500', (response) => void response.writeHead(500).end(), /answered 500/],
    ['203', (response) => void response.writeHead(203).end('{}'), /answered 203/],
    [
      'a body that is too large',
      (response, id) => sendJson(response, documentOf(id, { software_id: 'x'.repeat(70_000) })),
      /larger than 65536 bytes/,
    ],
    ['a broken connection', (response) => void response.socket?.destroy(), /could not be fetched/],
  ])('%s', async (_what, answer, sentence) => {
    const host = await startDocumentHost(answer);
    const notices: string[] = [];
    const issuer = await startFor(host, { onNotice: (notice) => notices.push(notice) });
    const { status, body } = await ask(issuer, host.id);
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_client' });
    expect(body['error_description']).toMatch(sentence);
    expect(notices).toEqual([`A client was refused: ${String(body['error_description'])}.`]);
  });

  it('a body that is too large and says no length', async () => {
    let sent = 0;
    const host = await startDocumentHost((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => {
        sent += 1;
        response.write(' '.repeat(20_000));
      }, 1);
      response.once('close', () => {
        clearInterval(timer);
      });
    });
    const { body } = await ask(await startFor(host), host.id);
    expect(body['error_description']).toMatch(/larger than 65536 bytes/);
    expect(sent).toBeLessThan(200);
  });

  it('a body that trickles in', { timeout: 15_000 }, async () => {
    const host = await startDocumentHost((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const timer = setInterval(() => response.write(' '), 200);
      response.once('close', () => {
        clearInterval(timer);
      });
    });
    const { body } = await ask(await startFor(host), host.id);
    expect(body['error_description']).toMatch(/did not come within 5 seconds/);
  });

  it('a redirect_uri that the document does not list', async () => {
    const host = await startDocumentHost();
    const { status, body } = await ask(await startFor(host), host.id, {
      redirect_uri: 'https://evil.example.com/callback',
    });
    expect(status).toBe(400);
    expect(body['error']).toBe('invalid_redirect_uri');
  });

  it('a document that lists web addresses only, where its redirect_uri has another port', async () => {
    const host = await startDocumentHost((response, id) => {
      sendJson(response, documentOf(id, { redirect_uris: ['https://agent.example.com/cb'] }));
    });
    const { body } = await ask(await startFor(host), host.id, {
      redirect_uri: 'https://agent.example.com:8443/cb',
    });
    expect(body['error']).toBe('invalid_redirect_uri');
  });

  it('of which none is kept: a mended one counts at once', async () => {
    let isRight = false;
    const host = await startDocumentHost((response, id) => {
      if (isRight) sendDocument(response, id);
      else response.writeHead(500).end();
    });
    const issuer = await startFor(host);
    expect((await ask(issuer, host.id)).status).toBe(400);
    isRight = true;
    expect((await ask(issuer, host.id)).status).toBe(303);
  });
});

describe('rule 22: where a client document may be fetched from', () => {
  it.each([
    ['http on a host that is not named', (host: string) => `http://${host}/c`, /is not https/],
    ['https on a host that is not named', (host: string) => `https://${host}/c`, /on this machine/],
    [
      'an address of loopback',
      (host: string) => `https://127.0.0.1:${host.split(':')[1]}/c`,
      /on this machine/,
    ],
    ['the other loopback', (host: string) => `https://[::1]:${host.split(':')[1]}/c`, /on this machine/],
    [
      'loopback in other digits',
      (host: string) => `https://0x7f.1:${host.split(':')[1]}/c`,
      /on this machine/,
    ],
    ['loopback as IPv4 in IPv6', () => 'https://[::ffff:127.0.0.1]/c', /on this machine/],
    ['what a cloud tells of itself', () => 'https://169.254.169.254/latest/meta-data', /on this machine/],
    ['a private network', () => 'https://10.0.0.1/c', /on this machine/],
    ['no path', () => 'https://agent.example.com', /has no path/],
    ['a root path', () => 'https://agent.example.com/', /has no path/],
    ['a fragment', () => 'https://agent.example.com/c#x', /has a fragment/],
    ['a user name', () => 'https://user@agent.example.com/c', /user name/],
    ['a user name behind a third slash', () => 'https:///user:secret@127.0.0.1/c', /is no URL/],
    ['dot segments', () => 'https://agent.example.com/a/../c', /dot segments/],
    ['dot segments in disguise', () => 'https://agent.example.com/a/%2E%2e/c', /dot segments/],
    ['a backslash', () => 'https://agent.example.com\\c', /is no URL/],
    ['no host', () => 'https:///c', /is no URL/],
    ['a long one', () => `https://agent.example.com/${'c'.repeat(2048)}`, /longer than 2048/],
  ])('%s: refused, and nothing is asked', async (_what, idOf, sentence) => {
    const host = await startDocumentHost();
    const issuer = await startIssuer(demoAccess, { clientIdDocuments: true });
    const { status, body } = await ask(issuer, idOf(host.host));
    expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_client' });
    expect(body['error_description']).toMatch(sentence);
    expect(host.asked()).toBe(0);
  });

  it.each([
    ['8.8.8.8', true],
    ['172.15.0.1', true],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['2606:4700::1111', true],
    ['::', false],
    ['::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::808:808', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['2001:db8::1', false],
    ['2002:7f00:1::', false],
    ['nonsense', false],
  ])('%s is public: %s', (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });

  it('a host is named with its port, or by the port of its scheme', () => {
    expect(readAddress('http://client/c', ['client'])).toMatchObject({ isNamed: true });
    expect(readAddress('http://client/c', ['client:80'])).toMatchObject({ isNamed: true });
    expect(readAddress('https://client/c', ['client:443'])).toMatchObject({ isNamed: true });
    expect(readAddress('http://client:4000/c', ['client'])).toHaveProperty('problem');
    expect(readAddress('https://client:4000/c', ['client'])).toMatchObject({ isNamed: false });
    expect(readAddress('agent', [])).toBeUndefined();
  });

  it('over https, the certificate is checked', async () => {
    const read = (name: string): Buffer =>
      readFileSync(
        fileURLToPath(new URL(`../../token-attack/test/tls/test-only.${name}.pem`, import.meta.url)),
      );
    let id = '';
    const server = createServer({ cert: read('cert'), key: read('key') }, (_request, response) => {
      sendDocument(response, id);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const host = `localhost:${(server.address() as AddressInfo).port}`;
    id = `https://${host}/agent.json`;
    const issuer = await startFor({ host });
    expect((await ask(issuer, id)).body['error_description']).toMatch(/could not be fetched .*CERT/);

    const before = getCACertificates('default');
    setDefaultCACertificates([...before, read('cert').toString()]);
    onTestFinished(() => {
      setDefaultCACertificates(before);
    });
    expect((await ask(issuer, id)).status).toBe(303);
  });
});

describe('rule 23: how long a client document is kept', () => {
  it.each([
    ['nothing', {}, 60],
    ['max-age=600', { 'cache-control': 'max-age=600' }, 600],
    ['more than an hour', { 'cache-control': 'public, max-age=86400' }, 3600],
    ['no-store', { 'cache-control': 'no-store' }, 5],
    ['max-age=0', { 'cache-control': 'max-age=0' }, 5],
  ])('where its host says %s', async (_what, headers, seconds) => {
    const host = await startDocumentHost((response, id) => sendJson(response, documentOf(id), headers));
    let ahead = 0;
    const issuer = await startFor(host, { now: () => Date.now() + ahead });
    await ask(issuer, host.id);
    ahead = (seconds - 2) * 1000;
    await ask(issuer, host.id);
    expect(host.asked()).toBe(1);
    ahead = seconds * 1000;
    await ask(issuer, host.id);
    expect(host.asked()).toBe(2);
  });

  it('requests that come together share one fetch', async () => {
    const host = await startDocumentHost((response, id) => {
      setTimeout(sendDocument, 50, response, id);
    });
    const issuer = await startFor(host);
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(issuer, host.id)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    expect(host.asked()).toBe(1);
  });

  it('made-up addresses cost ten fetches at a time at most', async () => {
    const waiting: ServerResponse[] = [];
    const host = await startDocumentHost((response) => {
      waiting.push(response);
    });
    const issuer = await startFor(host);
    const asked = Array.from({ length: 40 }, (_, number) => ask(issuer, `${host.id}?${number}`));
    let refused = 0;
    for (const answer of asked) {
      void answer.then(({ body }) => {
        expect(body['error_description']).toMatch(/too many others|could not be fetched/);
        refused += 1;
      });
    }
    await vi.waitFor(() => {
      expect({ refused, fetched: waiting.length }).toEqual({ refused: 30, fetched: 10 });
    });
    for (const response of waiting) response.destroy();
    await Promise.all(asked);
    expect(host.asked()).toBe(10);
  });
});

describe('the options of client documents', () => {
  it.each<[string, object, string]>([
    ['no boolean', { clientIdDocuments: 'yes' }, 'clientIdDocuments: expected'],
    [
      'hosts without the option',
      { clientIdDocumentHosts: ['localhost:4000'] },
      'clientIdDocumentHosts: expected clientIdDocuments: true beside it',
    ],
    [
      'an address for a host',
      { clientIdDocuments: true, clientIdDocumentHosts: ['http://localhost:4000'] },
      'clientIdDocumentHosts[0]: expected a host',
    ],
    [
      'a path after a host',
      { clientIdDocuments: true, clientIdDocumentHosts: ['localhost/c'] },
      'clientIdDocumentHosts[0]: expected a host',
    ],
    [
      'no list',
      { clientIdDocuments: true, clientIdDocumentHosts: 'localhost:4000' },
      'clientIdDocumentHosts: expected',
    ],
  ])('%s', async (_what, options, message) => {
    await expect(createIssuer(demoAccess, { port: 0, ...options })).rejects.toThrow(message);
  });
});
