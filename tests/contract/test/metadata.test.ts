import { createVerifier, type Verifier } from '@acme/token-core';
import * as plain from '@acme/token-core/fetch';
import { resourceMetadata } from '@acme/token-core/metadata';
import * as onExpress from '@acme/token-express';
import { tokenPlugin } from '@acme/token-fastify';
import * as onHono from '@acme/token-hono';
import Fastify from 'fastify';
import * as oauth from 'oauth4webapi';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HOSTS, issuer, notes } from './notes-hosts.js';

// Rule 32: what the API publishes is the same on every host, whatever stands around it.

const PATH = '/.well-known/oauth-protected-resource/v1';
const DOCUMENT = `resource_metadata="https://notes.example.com${PATH}"`;

describe.each(Object.entries(HOSTS))('rule 32: %s', (_name, make) => {
  async function start(): Promise<string> {
    const verifier = createVerifier({
      issuer: issuer.issuer,
      resource: notes,
      keys: issuer.keys,
      metadata: resourceMetadata({ resourceName: 'Notes' }),
    });
    const host = await make(verifier);
    onTestFinished(async () => void (await host.close()));
    return host.origin;
  }

  it('serves the document, the same whatever host a request names', async () => {
    const origin = await start();
    const evil = { 'x-forwarded-host': 'evil', forwarded: 'host=evil' };
    const [one, other] = [
      await fetch(`${origin}${PATH}`),
      await fetch(`${origin}${PATH}`, { headers: evil }),
    ];
    const text = await one.text();
    expect(await other.text()).toBe(text);
    expect(JSON.parse(text)).toEqual({
      resource: issuer.resource,
      authorization_servers: [issuer.issuer],
      scopes_supported: ['notes:read', 'notes:write'],
      bearer_methods_supported: ['header'],
      resource_name: 'Notes',
    });
    const { headers } = one;
    expect([one.status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/json',
      'public, max-age=3600',
    ]);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const processed = await oauth.processResourceDiscoveryResponse(
      new URL(issuer.resource),
      new Response(text, one),
    );
    expect(processed.resource).toBe(issuer.resource);
  });

  it('answers HEAD without a body, OPTIONS to other pages, and refuses the rest', async () => {
    const origin = await start();
    const ask = async (method: string): Promise<readonly unknown[]> => {
      const response = await fetch(`${origin}${PATH}`, { method });
      return [response.status, await response.text(), response.headers.get('allow')];
    };
    expect(await ask('HEAD')).toEqual([200, '', null]);
    expect(await ask('OPTIONS')).toEqual([204, '', 'GET, HEAD, OPTIONS']);
    expect(await ask('POST')).toEqual([405, '', 'GET, HEAD, OPTIONS']);
    expect(await ask('DELETE')).toEqual([405, '', 'GET, HEAD, OPTIONS']);
  });

  it('a 401 and a 403 name it, with the permissions to ask for', async () => {
    const origin = await start();
    const challenge = async (claims?: Record<string, unknown>): Promise<readonly unknown[]> => {
      const headers: Record<string, string> =
        claims === undefined ? {} : { authorization: `Bearer ${await issuer.mint(claims)}` };
      const response = await fetch(`${origin}/v1/notes`, { headers });
      await response.body?.cancel();
      return [response.status, response.headers.get('www-authenticate')];
    };
    expect(await challenge()).toEqual([401, `Bearer ${DOCUMENT}, scope="notes:read"`]);
    const [status, text] = await challenge({ scope: 'notes:write' });
    expect(status).toBe(403);
    expect(text).toContain(`${DOCUMENT}, scope="notes:read notes:write"`);
    expect(await challenge({ scope: 'notes:read' })).toEqual([200, null]);
  });

  it('nothing else is open by it', async () => {
    const origin = await start();
    for (const path of ['/.well-known/oauth-protected-resource', `${PATH}/`, `/v1${PATH}`]) {
      const response = await fetch(`${origin}${path}`);
      await response.body?.cancel();
      expect(response.status).toBeGreaterThanOrEqual(401);
    }
  });
});

it.each([
  ['Express', (verifier: Verifier) => onExpress.serveMetadata(verifier)],
  ['Hono', (verifier: Verifier) => onHono.serveMetadata(verifier)],
  ['fetch', (verifier: Verifier) => plain.serveMetadata(verifier)],
])('rule 32: %s: nothing to serve is a TypeError at once', (_name, make) => {
  const verifier = createVerifier({ issuer: issuer.issuer, resource: notes, keys: issuer.keys });
  expect(() => make(verifier)).toThrow(/^serveMetadata: verifier: expected one with the option metadata/);
});

it('rule 32: Fastify: a verifier by hand that publishes what is none stops the start', async () => {
  const verifier = createVerifier({ issuer: issuer.issuer, resource: notes, keys: issuer.keys });
  const app = Fastify();
  const register = async () =>
    app.register(tokenPlugin, { verifier: { ...verifier, metadata: 'x' as never } });
  await expect(register()).rejects.toThrow(/expected one with the option metadata/);
});
