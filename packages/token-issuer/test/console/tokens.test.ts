import { runInThisContext } from 'node:vm';

import { describe, expect, it } from 'vitest';
import { decodeJwt } from 'jose';

import { demoAccess } from '../../src/index.js';
import type { AccessModel, CustomClaimsInput, Issuer } from '../../src/index.js';
import { openPage, submit } from '../support/console.js';
import type { ConsolePage } from '../support/console.js';
import { RESOURCE, startIssuer } from '../support/issuer.js';

const PATH = '/console/tokens';

function address(query: readonly (readonly [string, string])[]): string {
  return `${PATH}?${new URLSearchParams(query.map(([name, value]) => [name, value]))}`;
}

const ALICE = [
  ['subject', 'user:alice'],
  ['client', 'demo-spa'],
  ['flow', 'code'],
  ['resource', RESOURCE],
  ['scope', 'openid'],
  ['scope', 'read:products'],
  ['scope', 'write:products'],
] as const;

/** What stands in a text to copy. */
function copied(page: ConsolePage, id: string): string {
  const [, text = ''] = new RegExp(`id="copy-${id}"[^>]*>([^<]*)<`).exec(page.html) ?? [];
  return text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

describe('the room Tokens shows beforehand what will be granted', () => {
  it('opens on a token that a newcomer can have with one click', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, PATH);
    expect(page.status).toBe(200);
    expect(page.text).toContain('alice → reader → read:products.');
    const minted = await submit(issuer, page, 'mint');
    expect(decodeJwt(copied(minted, 'token'))).toMatchObject({ sub: 'alice', scope: 'read:products' });
  });

  it('says what a model lacks in which nobody can have one, and finds no fault with a visit', async () => {
    const resources = [{ indicator: RESOURCE, scopes: { 'read:products': 'Read products' } }];
    const user = { id: 'eve', username: 'eve', password: 'eve-password' };
    for (const model of [{ resources }, { resources, users: [user] }]) {
      const issuer = await startIssuer(model);
      const page = await openPage(issuer, PATH);
      expect(page.status).toBe(200);
      expect(page.text).toContain(
        'Nobody can ask for a token yet: register an application and a user, or a machine.',
      );
    }
    const issuer = await startIssuer();
    expect((await openPage(issuer, address([['subject', '']]))).status).toBe(422);
  });

  it('says why each permission is or is not', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, address(ALICE));
    expect(page.text).toContain('read:products yes alice → reader → read:products.');
    expect(page.text).toContain('write:products no alice has no role that holds it. These do: editor.');
  });

  it('follows a change of this moment', async () => {
    const issuer = await startIssuer();
    issuer.access.assignRole({ user: 'alice' }, 'editor');
    const page = await openPage(issuer, address(ALICE));
    expect(page.text).toContain('alice → editor → write:products.');
    const minted = await submit(issuer, page, 'mint');
    expect(decodeJwt(copied(minted, 'token'))['scope']).toBe('read:products write:products');
  });

  it('says that a script has the last word, where there is one', async () => {
    const customClaims = ({ api }: CustomClaimsInput) => api.denyAccess('not today');
    const issuer = await startIssuer({ ...demoAccess, customClaims });
    const page = await openPage(issuer, PATH);
    expect(page.text).toContain('A script adds claims to these tokens, and may refuse them');
    expect((await submit(issuer, page, 'mint')).text).toContain('not today');
    expect((await openPage(await startIssuer(), PATH)).text).not.toContain('A script adds');
  });

  it('keeps what was chosen in its fields', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, address([...ALICE, ['more', 'read:product profile']]));
    expect(page.html).toMatch(/<option value="user:alice" selected/);
    expect(page.html).toMatch(/value="read:products"\s+checked/);
    expect(page.html).toMatch(/value="profile read:product"/);
    expect(page.text).toContain('read:product no There is no permission of this name');
  });

  it.each([
    [[['subject', 'user:nobody']], 'no such user'],
    [[['subject', 'client:nobody']], 'no such machine'],
    [[...ALICE, ['more', 'x'.repeat(5000)]], 'more than an address takes'],
    [
      [
        ['subject', 'user:alice'],
        ['client', 'nothing'],
      ],
      'choose one',
    ],
    [
      [
        ['subject', 'user:alice'],
        ['client', 'demo-spa'],
        ['flow', 'exchange'],
      ],
      'may not exchange tokens',
    ],
  ] as const)('says in a sentence what cannot be (%#)', async (query, sentence) => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, address(query));
    expect(page.text).toContain(sentence);
    expect(page.html).not.toContain('value="mint"');
  });
});

describe('the room Tokens mints by the real flow', () => {
  async function mint(issuer: Issuer, query: readonly (readonly [string, string])[]): Promise<ConsolePage> {
    return submit(issuer, await openPage(issuer, address(query)), 'mint');
  }

  it('as a header, as cURL and as a line of a test, and in no address', async () => {
    const issuer = await startIssuer();
    const page = await mint(issuer, ALICE);
    expect(page.status).toBe(200);
    expect(page.path).toBe(PATH);
    expect(page.headers.get('cache-control')).toBe('no-store');
    const token = copied(page, 'token');
    expect(copied(page, 'header')).toBe(`Authorization: Bearer ${token}`);
    expect(copied(page, 'curl')).toBe(
      `curl -i http://localhost:3301/products -H 'Authorization: Bearer ${token}'`,
    );
    expect(page.html).not.toMatch(/(?:href|action|src)="[^"]*eyJ/);
  });

  it.each([
    ['a user', ALICE],
    [
      'a machine',
      [
        ['subject', 'client:demo-editor'],
        ['resource', RESOURCE],
        ['scope', 'write:products'],
      ],
    ],
    [
      'a member of an organization',
      [
        ['subject', 'user:dora'],
        ['client', 'demo-cli'],
        ['flow', 'refresh'],
        ['resource', RESOURCE],
        ['organization', 'acme'],
        ['scope', 'offline_access'],
        ['scope', 'urn:logto:scope:organizations'],
        ['scope', 'write:products'],
      ],
    ],
  ] as const)('the line of a test gets the same token: %s', async (_who, query) => {
    const issuer = await startIssuer();
    const page = await mint(issuer, query);
    const line = copied(page, 'test');
    const run = runInThisContext(`async (issuer) => { ${line} return token; }`) as (
      issuer: Issuer,
    ) => Promise<string>;
    const [shown, got] = [decodeJwt(copied(page, 'token')), decodeJwt(await run(issuer))];
    for (const name of ['aud', 'sub', 'client_id', 'scope', 'organization_id']) {
      expect(got[name]).toEqual(shown[name]);
    }
  });

  it('a personal access token is exchanged', async () => {
    const issuer = await startIssuer();
    const page = await mint(issuer, [
      ['subject', 'user:bob'],
      ['client', 'demo-cli'],
      ['flow', 'exchange'],
      ['resource', RESOURCE],
      ['scope', 'write:products'],
    ]);
    expect(decodeJwt(copied(page, 'token'))).toMatchObject({ sub: 'bob', scope: 'write:products' });
    expect(page.html).not.toContain('pat_demo_bob');
  });

  it('an opaque token is shown as such, with the reason', async () => {
    const issuer = await startIssuer();
    const page = await mint(issuer, [
      ['subject', 'user:bob'],
      ['client', 'demo-cli'],
      ['scope', 'openid'],
    ]);
    expect(page.text).toContain('An opaque token');
    expect(page.text).toContain('neither the authorization nor the token request names a resource');
    expect(copied(page, 'token')).toMatch(/^[\w-]{43}$/);
    const me = await fetch(`${issuer.url}/me`, {
      headers: { authorization: `Bearer ${copied(page, 'token')}` },
    });
    expect(me.status).toBe(200);
  });

  it('a refusal is the issuer’s own', async () => {
    const issuer = await startIssuer();
    const page = await mint(issuer, [
      ['subject', 'client:demo-reader'],
      ['organization', 'acme'],
    ]);
    expect(page.text).toContain('app has not associated with the organization');
    expect(page.html).not.toContain('copy-token');
  });

  it('without the chooser, signs in by the password', async () => {
    const issuer = await startIssuer(demoAccess, { chooser: false });
    expect(copied(await mint(issuer, ALICE), 'token')).toMatch(/^eyJ/);
  });

  it('reaches itself by loopback, whatever its name is for others', async () => {
    const issuer = await startIssuer(demoAccess, { publicHost: 'issuer' });
    const token = copied(await mint(issuer, ALICE), 'token');
    expect(decodeJwt(token).iss).toBe(issuer.url);
  });

  it('a name from the model cannot leave its place', async () => {
    const name = `"><script>alert(1)</script>'`;
    const model: AccessModel = {
      ...demoAccess,
      users: [...demoAccess.users, { username: name.replaceAll(' ', ''), password: 'p' }],
    };
    const issuer = await startIssuer(model);
    const page = await openPage(
      issuer,
      address([
        ['subject', `user:${name}`],
        ['client', 'demo-spa'],
        ['scope', name],
      ]),
    );
    expect(page.html).not.toContain('<script>alert');
  });
});
