import { describe, expect, it } from 'vitest';

import type { Issuer } from '../../src/index.js';
import { formsOf, openPage, submit } from '../support/console.js';
import type { ConsolePage } from '../support/console.js';
import { clientCredentials, RESOURCE, startIssuer } from '../support/issuer.js';
import { managed } from '../support/management.js';

/** The page that a link of this text leads to. */
async function follow(issuer: Issuer, page: ConsolePage, text: string): Promise<ConsolePage> {
  const href = new RegExp(`<a href="([^"]*)"[^>]*>${text}</a>`).exec(page.html)?.[1];
  if (href === undefined) throw new Error(`${page.path} has no link ${text}`);
  return openPage(issuer, href);
}

/** What a list to choose from calls a thing. */
function optionOf({ html }: ConsolePage, label: string): string {
  return new RegExp(`<option value="([^"]*)"[^>]*>${label}</option>`).exec(html)?.[1] ?? '';
}

describe('API resources and their permissions', () => {
  it('are registered by the Management API’s own rules, and show the line of the access file', async () => {
    const issuer = await startIssuer();
    const list = await openPage(issuer, '/console/resources');
    const made = await submit(issuer, list, 'register', {
      indicator: 'https://orders.example.com',
      life: '60',
    });
    expect(made.status).toBe(200);
    expect(made.text).toContain('https://orders.example.com is registered.');
    expect(made.text).toContain(
      "resources: [{ indicator: 'https://orders.example.com', scopes: {}, accessTokenLife: 60 }],",
    );
    const added = await submit(issuer, made, 'add', { name: 'read:orders', description: 'See orders' });
    expect(added.text).toContain("scopes: { 'read:orders': 'See orders', /* … */ }");
    expect(issuer.access.resources().at(-1)).toMatchObject({ indicator: 'https://orders.example.com' });
    // What is said once is gone at a reload.
    expect((await openPage(issuer, added.path)).text).not.toContain('is a permission now');
  });

  it.each([
    ['', 'An indicator is needed'],
    ['api.example.com', 'It has to begin with a scheme and a host'],
    ['https://', 'It has to begin with a scheme and a host'],
    ['https://api.example.com/a b', 'a character that no URI has'],
    ['https://api.example.com/ä', 'a character that no URI has'],
    ['https://api.example.com#part', 'It must not have a fragment'],
    ['urn:logto:organization:acme', 'Logto keeps this name'],
    ['urn:logto:resource:organizations', 'Logto keeps this name'],
    ['https://[::1', 'Expected an absolute URI'],
    [RESOURCE, 'is registered already'],
  ])(
    'a wrong indicator (%s) is a sentence beside the field, and what was typed stays',
    async (indicator, sentence) => {
      const issuer = await startIssuer();
      const list = await openPage(issuer, '/console/resources');
      const page = await submit(issuer, list, 'register', { indicator, name: 'Typed', life: '77' });
      expect(page.status).toBe(422);
      const problem = /<p class="problem" id="register-indicator-problem">([^<]*)<\/p>/.exec(page.html)?.[1];
      expect(problem?.replaceAll('&#39;', "'")).toContain(sentence);
      expect(page.html).toMatch(
        /id="register-indicator"[^>]*aria-describedby="register-indicator-problem[^>]*aria-invalid="true"/,
      );
      const form = formsOf(page).find(({ inputs }) => inputs.some(({ value }) => value === 'register'));
      expect(form?.inputs).toEqual(
        expect.arrayContaining([
          { name: 'indicator', value: indicator },
          { name: 'name', value: 'Typed' },
          { name: 'life', value: '77' },
        ]),
      );
      expect(issuer.access.resources()).toHaveLength(1);
    },
  );

  it('a permission in use is not removed, and neither is its resource: the sentence names who holds it', async () => {
    const issuer = await startIssuer();
    const page = await follow(issuer, await openPage(issuer, '/console/resources'), 'Products API');
    const about = /name="_about" value="([^"]*)"/.exec(page.html)?.[1] ?? '';
    const refused = await submit(issuer, page, 'remove permission', {}, about);
    expect(refused.status).toBe(422);
    expect(refused.text).toContain(
      'read:products is in use by the roles reader, editor, m2m-reader, m2m-editor, and org-editor',
    );
    const whole = await submit(issuer, page, 'remove');
    expect(whole.text).toContain('Its permissions are in use by the roles');
    expect(issuer.access.isChanged).toBe(false);
  });

  it('a name twice, a name that no client can ask for, a life that is no number', async () => {
    const issuer = await startIssuer();
    const page = await follow(issuer, await openPage(issuer, '/console/resources'), 'Products API');
    expect((await submit(issuer, page, 'add', { name: 'read:products' })).text).toContain(
      'There is a permission read:products already.',
    );
    expect((await submit(issuer, page, 'add', { name: 'read products' })).text).toContain(
      'Expected a name of printable ASCII without white space',
    );
    expect((await submit(issuer, page, 'add', { name: 'openid' })).text).toContain(
      'Expected a name other than openid',
    );
    expect((await submit(issuer, page, 'change', { life: '1.5' })).text).toContain(
      'Expected a whole number of seconds',
    );
    expect(issuer.access.isChanged).toBe(false);
  });
});

describe('roles of both kinds', () => {
  it('are made with permissions, given, and count in the next token', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/roles');
    const scope = /value="([^"]*)"\s*\/>\s*<label[^>]*>write:products/.exec(page.html)?.[1] ?? '';
    const made = await submit(issuer, page, 'create', {
      name: 'importer',
      description: 'Imports at night',
      kind: 'machine',
      scopes: scope,
    });
    expect(made.text).toContain('The role importer is there.');
    expect(made.text).toContain("roles: [ { name: 'importer', kind: 'machine'");
    const machine = await openPage(issuer, '/console/applications/demo-reader');
    const role = optionOf(machine, 'importer');
    const given = await submit(issuer, machine, 'give role', { role });
    expect(given.text).toContain(
      "clients: [{ id: 'demo-reader', roles: ['m2m-reader', 'importer'], /* … */ }],",
    );
    const answer = await clientCredentials(issuer, 'demo-reader:demo-reader-secret', {
      resource: RESOURCE,
      scope: 'read:products write:products',
    });
    expect(answer.body['scope']).toBe('read:products write:products');
  });

  it('no two fields of a page have one id, though two APIs have permissions', async () => {
    const issuer = await startIssuer(managed);
    for (const path of ['/console/roles', '/console/organization-roles', '/console/organizations/acme']) {
      const ids = [...(await openPage(issuer, path)).html.matchAll(/ id="([^"]*)"/g)].map(
        ([, id = '']) => id,
      );
      expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted());
    }
  });

  it('a role of the wrong kind is a sentence beside the field', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/users/carol');
    const role = optionOf(page, 'm2m-reader');
    const refused = await submit(issuer, page, 'give role', { role });
    expect(refused.status).toBe(422);
    expect(refused.html).toMatch(
      /id="give_role-role-problem">m2m-reader is a role for machine clients, and carol is a person/,
    );
    // What was chosen is still chosen.
    expect(refused.html).toMatch(new RegExp(`<option value="${role}" selected`));
    expect(issuer.access.isChanged).toBe(false);
  });

  it('a role for users never holds the Management API, and then no role is left behind', async () => {
    const issuer = await startIssuer(managed);
    const page = await openPage(issuer, '/console/roles');
    const scope = /value="([^"]*)"\s*\/>\s*<label[^>]*>all\b/.exec(page.html)?.[1] ?? '';
    const refused = await submit(issuer, page, 'create', {
      name: 'x',
      description: 'x',
      kind: 'user',
      scopes: scope,
    });
    expect(refused.text).toContain('A role for users never opens the Management API');
    expect(issuer.access.isChanged).toBe(false);
    expect(issuer.access.roles().map(({ name }) => name)).not.toContain('x');
  });

  it('one that somebody has is not removed', async () => {
    const issuer = await startIssuer();
    const page = await follow(issuer, await openPage(issuer, '/console/roles'), 'reader');
    expect((await submit(issuer, page, 'remove')).text).toContain('It is in use by alice');
  });
});
