import { request as send } from 'node:http';
import type { OutgoingHttpHeaders } from 'node:http';

import { describe, expect, it } from 'vitest';

import type { Issuer } from '../../src/index.js';
import { openPage, post } from '../support/console.js';
import { startIssuer } from '../support/issuer.js';

interface Raw {
  readonly status: number | undefined;
  readonly headers: OutgoingHttpHeaders;
  readonly text: string;
}

/** With any Host, which fetch does not allow. */
function ask(issuer: Issuer, method: string, path: string, headers: OutgoingHttpHeaders): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const request = send({ host: '127.0.0.1', port: issuer.port, method, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end();
  });
}

describe('the console answers the developer at this machine alone', () => {
  it('opens at the root, under a policy that allows nothing from outside', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/');
    expect(page.status).toBe(200);
    expect(page.text).toContain(issuer.url);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toContain('unsafe');
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses a Host that is another one (DNS rebinding)', async () => {
    const issuer = await startIssuer();
    const host = `rebound.example.com:${issuer.port}`;
    expect((await ask(issuer, 'GET', '/', { host })).status).toBe(421);
  });

  it('refuses a name by which other machines reach the issuer, which is the console’s no more than theirs', async () => {
    const issuer = await startIssuer(undefined, { publicHost: 'issuer' });
    const answer = await ask(issuer, 'GET', '/', { host: `issuer:${issuer.port}` });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('Its Host is another one.');
    expect((await ask(issuer, 'GET', '/', { host: `localhost:${issuer.port}` })).status).toBe(200);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe' }, 403],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-dest': 'empty' }, 403],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'document' }, 200],
    [{ origin: 'http://localhost:1' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'x-forwarded-for': '10.0.0.1' }, 403],
  ])('answers a page elsewhere that sends %o with %i', async (headers, status) => {
    const issuer = await startIssuer();
    const host = `localhost:${issuer.port}`;
    expect((await ask(issuer, 'GET', '/', { host, ...headers })).status).toBe(status);
  });

  it.each([
    ['no Origin', { origin: '' }],
    ['another Origin', { origin: 'http://localhost:1' }],
    ['the Origin of a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
  ])('takes no form with %s', async (_what, headers) => {
    const issuer = await startIssuer();
    const page = await post(issuer, '/', new URLSearchParams({ _action: 'x' }), headers);
    expect(page.status).toBe(403);
    expect(page.text).toContain('The console is for the developer at this machine.');
  });

  it('takes no form without the token against forgery, loses nothing of it, and takes no other body', async () => {
    const issuer = await startIssuer();
    const forgery = { _action: 'register', _csrf: 'guessed', indicator: 'https://typed.example.com' };
    const forged = await post(issuer, '/console/resources', new URLSearchParams(forgery));
    expect(forged.status).toBe(403);
    expect(forged.text).toContain('Nothing was done: this form was made before the server was started');
    expect(forged.html).toContain('value="https://typed.example.com"');
    expect(issuer.access.resources()).toHaveLength(1);
    const text = await post(issuer, '/console/resources', new URLSearchParams(), {
      'content-type': 'text/plain',
    });
    expect(text.status).toBe(400);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('takes no %s', async (method) => {
    const issuer = await startIssuer();
    const host = `localhost:${issuer.port}`;
    expect((await ask(issuer, method, '/', { host })).status).toBe(405);
  });
});
