import { createHmac } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { demoAccess } from '../../src/index.js';
import type { Issuer } from '../../src/index.js';
import { openPage, submit } from '../support/console.js';
import type { ConsolePage } from '../support/console.js';
import { clientCredentials, RESOURCE, startIssuer } from '../support/issuer.js';
import { callManagement, managed } from '../support/management.js';

const PATH = '/console/paste';

async function paste(
  issuer: Issuer,
  token: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<ConsolePage> {
  return submit(issuer, await openPage(issuer, PATH), 'judge', { token, ...fields });
}

async function tokenOf(issuer: Issuer, parameters: Readonly<Record<string, string>> = {}): Promise<string> {
  const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', {
    resource: RESOURCE,
    scope: 'read:products',
    ...parameters,
  });
  return String(answer.body['access_token']);
}

describe('a pasted token is decoded, verified and explained', () => {
  it('accepted: with what is in it', async () => {
    const issuer = await startIssuer();
    const page = await paste(issuer, await tokenOf(issuer));
    expect(page.status).toBe(200);
    expect(page.text).toContain('The API accepts this token.');
    expect(page.text).toContain('"client_id": "demo-reader"');
    expect(page.headers.get('cache-control')).toBe('no-store');
  });

  it.each(['Bearer TOKEN', 'Authorization: Bearer TOKEN', ' TOKEN\n'])(
    'taken as it is copied: %j',
    async (text) => {
      const issuer = await startIssuer();
      const page = await paste(issuer, text.replace('TOKEN', await tokenOf(issuer)));
      expect(page.text).toContain('The API accepts this token.');
    },
  );

  it('refused for a permission that it lacks', async () => {
    const issuer = await startIssuer();
    const page = await paste(issuer, await tokenOf(issuer), { scopes: 'write:products' });
    expect(page.text).toContain('403');
    expect(page.text).toContain('write:products');
  });

  it('refused by another API, with both names', async () => {
    const other = 'https://other.example.com';
    const issuer = await startIssuer({
      ...demoAccess,
      resources: [...demoAccess.resources, { indicator: other, scopes: {} }],
    });
    const page = await paste(issuer, await tokenOf(issuer), { audience: other });
    expect(page.text).toContain('401');
    expect(page.text).toMatch(/Cause audience/);
  });

  it('for what Logto registers and no API can be, says so beside the field', async () => {
    const issuer = await startIssuer(managed);
    const resource = { name: 'Odd', indicator: 'not an address' };
    expect((await callManagement(issuer, 'POST', '/resources', { body: resource })).status).toBe(201);
    const page = await paste(issuer, await tokenOf(issuer), { audience: 'not an address' });
    expect(page.status).toBe(422);
    expect(page.text).toContain('No API can be this: indicator');
  });

  it('of a key that was withdrawn since', async () => {
    const issuer = await startIssuer();
    const token = await tokenOf(issuer);
    await issuer.keys.rotate();
    expect((await paste(issuer, token)).text).toContain('The API accepts this token.');
    await issuer.keys.withdraw();
    expect((await paste(issuer, token)).text).toContain('401');
  });

  it('of an organization itself', async () => {
    const issuer = await startIssuer();
    const token = await issuer.tokenFor('dora', { organization: 'acme', client: 'demo-cli' });
    expect((await paste(issuer, token)).text).toContain('The API accepts this token.');
  });

  it.each([
    ['forged', (token: string) => `${token.slice(0, -8)}AAAAAAAA`, /Cause signature/],
    ['opaque', () => 'q7Vd0sYw3nZk1RfXc8LpTb5uGhJm2Ae9QiOxKvNyWzS', /opaque/],
    ['a personal access token', () => 'pat_demo_bob', /personal access token/],
    ['signed with a public key as a secret', (token: string) => signedByHmac(token), /Cause algorithm/],
    ['nested deeper than can be written', () => nestedToken(), /401/],
    ['nothing like a token', () => 'hello <script>alert(1)</script>', /401|400/],
  ] as const)('%s', async (_what, change, says) => {
    const issuer = await startIssuer();
    const page = await paste(issuer, change(await tokenOf(issuer)));
    expect(page.status).toBe(200);
    expect(page.text).toMatch(says);
    expect(page.html).not.toContain('<script>alert');
  });

  it('says beside the field what is wrong, and never shows the token in it again', async () => {
    const issuer = await startIssuer();
    expect((await paste(issuer, ' ')).text).toContain('Paste a token first.');
    expect((await paste(issuer, 'x'.repeat(70_000))).text).toContain('too long');
    const token = await tokenOf(issuer);
    expect((await paste(issuer, token, { scopes: 'nothing' })).text).toContain('has no such permission');
    expect((await paste(issuer, token)).html).not.toContain(token);
  });
});

function signedByHmac(token: string): string {
  const [, claims = ''] = token.split('.');
  const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt' })).toString('base64url');
  const signature = createHmac('sha256', 'public').update(`${header}.${claims}`).digest('base64url');
  return `${header}.${claims}.${signature}`;
}

function nestedToken(): string {
  const part = (json: string) => Buffer.from(json).toString('base64url');
  const aud = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  return `${part('{"alg":"ES384","typ":"at+jwt"}')}.${part(`{"aud":${aud}}`)}.AAAA`;
}
