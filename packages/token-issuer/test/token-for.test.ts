import { createVerifier } from '@acme/token-core';
import { describe, expect, it } from 'vitest';

import { demoAccess, managementResource } from '../src/index.js';
import type { Issuer, TokenForOptions } from '../src/index.js';
import { RESOURCE, startIssuer } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';

async function verified(issuer: Issuer, token: string) {
  return createVerifier({ issuer: issuer.url, resource: RESOURCE, organization: 'any' }).verify(token);
}

const scopesOf = async (issuer: Issuer, token: string) => [...(await verified(issuer, token)).scopes];

describe('issuer.tokenFor', () => {
  it.each([
    ['alice', ['read:products']],
    ['bob', ['read:products', 'write:products']],
    ['carol', []],
  ])('gives %s what the roles hold', async (user, scopes) => {
    const issuer = await startIssuer();
    const token = await verified(issuer, await issuer.tokenFor(user));
    expect([...token.scopes]).toStrictEqual(scopes);
    expect(token.principal).toBe('user');
  });

  it('asks for the permissions that it is told, and gets no more than the roles hold', async () => {
    const issuer = await startIssuer();
    const narrow = await issuer.tokenFor('bob', { scopes: ['read:products'] });
    expect(await scopesOf(issuer, narrow)).toStrictEqual(['read:products']);
    const beyond = await issuer.tokenFor('alice', { scopes: ['write:products'] });
    expect(await scopesOf(issuer, beyond)).toStrictEqual([]);
    expect(await scopesOf(issuer, await issuer.tokenFor('bob', { scopes: [] }))).toStrictEqual([]);
  });

  it('follows what changed in between', async () => {
    const issuer = await startIssuer();
    await issuer.tokenFor('bob');
    issuer.access.removeRole({ user: 'bob' }, 'editor');
    await issuer.keys.rotate();
    expect(await scopesOf(issuer, await issuer.tokenFor('bob'))).toStrictEqual([]);
  });

  it('gives a token for one organization', async () => {
    const issuer = await startIssuer();
    const token = await verified(issuer, await issuer.tokenFor('dora', { organization: 'acme' }));
    expect(token.organization).toBe('acme');
    expect(token.scopes.has('write:products')).toBe(true);
  });

  it('says in the words of the issuer that somebody is no member', async () => {
    const issuer = await startIssuer();
    await expect(issuer.tokenFor('dora', { organization: 'rival' })).rejects.toThrow(
      'tokenFor: the issuer refused: access_denied: user is not a member of the organization',
    );
  });

  it('gives a machine its own', async () => {
    const issuer = await startIssuer();
    const token = await verified(issuer, await issuer.tokenFor({ client: 'demo-reader' }));
    expect(token.principal).toBe('machine');
    expect([...token.scopes]).toStrictEqual(['read:products']);
  });

  it.each(['demo-cli', 'demo-spa'])('signs in to the client that is named: %s', async (client) => {
    const issuer = await startIssuer();
    const { claims } = await verified(issuer, await issuer.tokenFor('bob', { client }));
    expect(claims.client_id).toBe(client);
  });

  it.each([true, false])('works by password, also where the chooser is off: %s', async (chooser) => {
    const issuer = await startIssuer(demoAccess, { chooser });
    expect(await scopesOf(issuer, await issuer.tokenFor('alice'))).toStrictEqual(['read:products']);
  });

  it('chooses a user who has no password, and says so where nobody can be chosen', async () => {
    const issuer = await startIssuer(managed);
    await callManagement(issuer, 'POST', '/users', { body: { username: 'erin' } });
    expect(await scopesOf(issuer, await issuer.tokenFor('erin'))).toStrictEqual([]);
    const closed = await startIssuer(managed, { chooser: false });
    await callManagement(closed, 'POST', '/users', { body: { username: 'erin' } });
    await expect(closed.tokenFor('erin')).rejects.toThrow('user: expected one with a password');
  });

  it('reaches the issuer by loopback where its name is for containers', async () => {
    const issuer = await startIssuer(demoAccess, { publicHost: 'issuer' });
    const [, payload = ''] = (await issuer.tokenFor('bob')).split('.');
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iss: string };
    expect(claims.iss).toBe(issuer.url);
    expect(claims.iss).toMatch(/^http:\/\/issuer:\d+\/oidc$/);
  });

  it('has the times of the clock that the issuer has', async () => {
    const issuer = await startIssuer(demoAccess, { now: () => Date.now() + 86_400_000 });
    const [, payload = ''] = (await issuer.tokenFor('bob')).split('.');
    const { iat } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { iat: number };
    expect(iat).toBeGreaterThan(Date.now() / 1000 + 86_000);
  });

  it('a model that also has the management API has one API', async () => {
    const resources = [...(demoAccess.resources ?? []), managementResource];
    const issuer = await startIssuer({ ...demoAccess, resources });
    expect(await scopesOf(issuer, await issuer.tokenFor('alice'))).toStrictEqual(['read:products']);
  });

  it.each<[unknown, unknown, string]>([
    ['nobody', {}, 'user: unknown "nobody"'],
    [{ client: 'demo-cli' }, {}, 'client: expected one of kind machine'],
    ['bob', { resource: 'https://other.example.com' }, 'resource: unknown "https://other.example.com"'],
    ['bob', { scopes: ['fly:products'] }, 'scopes: expected permissions of https://api.example.com'],
    ['bob', { scopes: 'read:products' }, 'scopes: expected a list, found "read:products"'],
    [
      'bob',
      { scopes: [undefined] },
      'scopes: expected permissions of https://api.example.com, found nothing',
    ],
    ['bob', { organization: 'nowhere' }, 'organization: unknown "nowhere"'],
    ['bob', { client: 'demo-reader' }, 'client: expected a client of the model that has a redirect URI'],
    ['bob', { scope: 'read:products' }, 'tokenFor: unknown member "scope"'],
    ['bob', null, 'tokenFor: expected an object, found null'],
  ])('names what is wrong: %o, %o', async (subject, options, message) => {
    const issuer = await startIssuer();
    await expect(issuer.tokenFor(subject as string, options as TokenForOptions)).rejects.toThrow(message);
  });

  it('rule 3: what stands on a prototype is no wish', async () => {
    const issuer = await startIssuer();
    const options = Object.create({ scopes: [] }) as TokenForOptions;
    expect(await scopesOf(issuer, await issuer.tokenFor('alice', options))).toStrictEqual(['read:products']);
  });

  it('a suspended user gets none', async () => {
    const issuer = await startIssuer();
    issuer.access.suspendUser('bob');
    await expect(issuer.tokenFor('bob')).rejects.toThrow(
      'user: expected one who is not suspended, found "bob"',
    );
  });

  it('names the APIs where there are several', async () => {
    const more = { indicator: 'https://more.example.com', scopes: {} };
    const issuer = await startIssuer({ ...demoAccess, resources: [...(demoAccess.resources ?? []), more] });
    await expect(issuer.tokenFor('bob')).rejects.toThrow(
      'resource: expected the indicator of an API of the model, found "https://api.example.com", "https://more.example.com"',
    );
    expect(await scopesOf(issuer, await issuer.tokenFor('alice', { resource: RESOURCE }))).toStrictEqual([
      'read:products',
    ]);
  });
});
