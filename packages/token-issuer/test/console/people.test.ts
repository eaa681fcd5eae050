import { describe, expect, it } from 'vitest';

import { openPage, submit } from '../support/console.js';
import { requestToken, RESOURCE, startIssuer } from '../support/issuer.js';

describe('users', () => {
  it('are added, and get a personal access token that is shown once and works', async () => {
    const issuer = await startIssuer();
    const users = await openPage(issuer, '/console/users');
    const ann = await submit(issuer, users, 'create', { username: 'ann', email: 'ann@example.com' });
    expect(ann.text).toContain('ann can sign in now.');
    const role = /<option value="([^"]*)"[^>]*>reader</.exec(ann.html)?.[1] ?? '';
    const reader = await submit(issuer, ann, 'give role', { role });
    const made = await submit(issuer, reader, 'add token', { name: 'laptop', expiresAt: '2099-01-31' });
    const token = /<code>(pat_\w+)<\/code>/.exec(made.html)?.[1] ?? '';
    expect(made.path).not.toContain(token);
    const answer = await requestToken(issuer, 'demo-cli:demo-cli-secret', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: token,
      subject_token_type: 'urn:logto:token-type:personal_access_token',
      resource: RESOURCE,
      scope: 'read:products write:products',
    });
    expect(answer.body['scope']).toBe('read:products');
    const again = await openPage(issuer, made.path);
    expect(again.html).not.toContain(token);
    expect((await submit(issuer, again, 'show token', {}, 'laptop')).html).toContain(token);
    await submit(issuer, again, 'remove token', {}, 'laptop');
    expect(issuer.access.users().at(-1)?.personalAccessTokens).toEqual([]);
  });

  it.each([
    [{ username: 'alice' }, 'username', 'There is a user alice already.'],
    [{ username: 'a b' }, 'username', 'A username begins with a letter or _'],
    [{ username: '' }, 'username', 'A username is needed.'],
    [{ username: 'ann', email: 'ann' }, 'email', 'An e-mail address looks like'],
    [
      { username: 'ann', email: 'ALICE@example.com' },
      'email',
      'This email is associated with an existing account.',
    ],
  ])('%o is a sentence beside the field %s', async (fields, name, sentence) => {
    const issuer = await startIssuer();
    const page = await submit(issuer, await openPage(issuer, '/console/users'), 'create', fields);
    expect(page.status).toBe(422);
    expect(page.html).toMatch(new RegExp(`id="create-${name}-problem">${sentence}`));
    expect(issuer.access.isChanged).toBe(false);
  });

  it('are suspended, reinstated and removed', async () => {
    const issuer = await startIssuer();
    const page = await submit(issuer, await openPage(issuer, '/console/users/carol'), 'suspend');
    expect(page.text).toContain('carol is suspended.');
    const back = await submit(issuer, page, 'reinstate');
    expect(back.text).toContain('has ended');
    await submit(issuer, back, 'remove');
    expect(issuer.access.users().map(({ username }) => username)).not.toContain('carol');
  });
});

describe('applications', () => {
  it('have addresses, and secrets that are shown on demand', async () => {
    const issuer = await startIssuer();
    const list = await openPage(issuer, '/console/applications');
    const refused = await submit(issuer, list, 'create', { name: 'Shop', kind: 'web' });
    expect(refused.html).toMatch(/id="create-redirectUris-problem">Without an address to come back to/);
    const wrong = await submit(issuer, refused, 'create', { redirectUris: 'http://localhost:1/cb#x' });
    expect(wrong.html).toMatch(/id="create-redirectUris-problem">Expected an absolute http or https URI/);
    expect(issuer.access.isChanged).toBe(false);
    const shop = await submit(issuer, wrong, 'create', { redirectUris: 'http://localhost:1/cb' });
    expect(shop.text).toContain("redirectUris: ['http://localhost:1/cb']");
    const shown = await submit(issuer, shop, 'show secret');
    const [first = ''] = /(?<=The secret Default secret is <code>)[^<]+/.exec(shown.html) ?? [];
    expect(first).toHaveLength(32);
    expect(shop.html).not.toContain(first);
    const more = await submit(issuer, shown, 'add secret', { name: 'next', expiresAt: '2020-01-01' });
    expect(more.text).toContain('This moment has passed');
    const twice = await submit(issuer, shown, 'add secret', { name: 'Default secret' });
    expect(twice.text).toContain('There is a secret Default secret already.');
    const changed = await submit(issuer, shown, 'change', { tokenExchange: 'yes', name: 'The Shop' });
    expect(changed.text).toContain('tokenExchange: true');
    await submit(issuer, changed, 'remove');
    expect(issuer.access.clients().map(({ name }) => name)).not.toContain('The Shop');
  });
});

describe('organizations', () => {
  it('have permissions, roles of both kinds, members and machines', async () => {
    const issuer = await startIssuer();
    let template = await openPage(issuer, '/console/organization-roles');
    template = await submit(issuer, template, 'add permission', { name: 'write:members' });
    expect(template.text).toContain("organizationScopes: { 'write:members':");
    const scope = /value="([^"]*)"\s*\/>\s*<label[^>]*>write:members/.exec(template.html)?.[1] ?? '';
    const machine = { name: 'org-robot', kind: 'machine', organizationScopes: scope };
    template = await submit(issuer, template, 'create role', machine);
    expect(template.text).toContain('The organization role org-robot is there.');
    const inUse = await submit(issuer, template, 'remove permission', {}, scope);
    expect(inUse.text).toContain('write:members is in use by the role org-robot');

    let rival = await openPage(issuer, '/console/organizations/rival');
    rival = await submit(issuer, rival, 'add user', { subject: 'carol' });
    expect(rival.text).toContain('carol is in it now.');
    rival = await submit(issuer, rival, 'add machine', { subject: 'demo-reader' });
    const robot = /value="([^"]*)"\s*\/>\s*<label[^>]*>org-robot/.exec(rival.html)?.[1] ?? '';
    const wrong = await submit(issuer, rival, 'set user roles', { roles: robot }, 'carol');
    expect(wrong.text).toContain('org-robot is a role for machine clients, and carol is a person');
    rival = await submit(issuer, rival, 'set machine roles', { roles: robot }, 'demo-reader');
    expect(rival.text).toContain("machines: [{ client: 'demo-reader', roles: ['org-robot'] }, /* … */]");
    const used = await openPage(issuer, `/console/organization-roles/${robot}`);
    expect((await submit(issuer, used, 'remove role')).text).toContain('in use by demo-reader in Rival');
    rival = await submit(issuer, rival, 'set machine roles', { roles: [] }, 'demo-reader');
    rival = await submit(issuer, rival, 'remove machine', {}, 'demo-reader');
    await submit(issuer, rival, 'remove user', {}, 'carol');
    expect(issuer.access.organizations().find(({ id }) => id === 'rival')).toMatchObject({
      members: {},
      machines: {},
    });
  });
});

describe('the matrix of assignments', () => {
  it('shows who may what and by which role, those of organizations too', async () => {
    const { text } = await openPage(await startIssuer(), '/console/assignments');
    expect(text).toContain(
      'alice ✓ yes, by reader · no bob ✓ yes, by editor ✓ yes, by editor carol · no · no',
    );
    expect(text).toContain('dora ✓ yes, by org-editor in Acme ✓ yes, by org-editor in Acme');
    expect(text).toContain('demo-reader ✓ yes, by m2m-reader · no');
  });

  it('gives and takes among all at once', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/assignments');
    const box = (user: string, role: string) =>
      new RegExp(`name="user:${user}"\\s+value="([^"]*)"\\s+aria-label="${user} has the role ${role}"`).exec(
        page.html,
      )?.[1] ?? '';
    const saved = await submit(issuer, page, 'assign user', {
      'user:alice': [],
      'user:carol': [box('carol', 'reader'), box('carol', 'editor')],
    });
    expect(saved.text).toContain('alice has reader no longer. carol has reader now. carol has editor now.');
    const roles = new Map(issuer.access.users().map(({ username, roles: held }) => [username, held]));
    expect(roles.get('alice')).toEqual([]);
    expect(roles.get('carol')).toEqual(['reader', 'editor']);
    expect(roles.get('bob')).toEqual(['editor']);
  });

  it('a role of the wrong kind changes nothing for anybody', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/assignments');
    const machine = /name="machine:demo-reader"\s+value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const refused = await submit(issuer, page, 'assign user', { 'user:alice': [], 'user:carol': machine });
    expect(refused.text).toContain('is a role for machine clients, and carol is a person');
    expect(issuer.access.isChanged).toBe(false);
  });
});
