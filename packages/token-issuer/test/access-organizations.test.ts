import { describe, expect, it } from 'vitest';

import { createIssuer, defineAccess } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { startIssuer } from './support/issuer.js';

const API = 'https://api.example.com';
const base = {
  resources: [{ indicator: API, scopes: { read: 'Read', write: 'Write' } }],
  users: [{ username: 'ann', id: 'u1', password: 'p' }],
  clients: [
    { id: 'job', kind: 'machine', secret: 's' },
    { id: 'app', kind: 'spa', redirectUris: ['http://localhost:9999/callback'] },
  ],
  organizationScopes: { 'read:org': 'See it' },
  organizationRoles: [
    { name: 'admin', kind: 'user', organizationScopes: ['read:org'], scopes: { [API]: ['write'] } },
    { name: 'worker', kind: 'machine' },
  ],
};
const acme = { id: 'acme', members: [{ user: 'ann', roles: ['admin'] }], machines: [{ client: 'job' }] };

/** Title, members of the model, the whole message. */
const MISTAKES: readonly [string, Readonly<Record<string, unknown>>, string][] = [
  [
    'permissions as a list',
    { organizationScopes: ['read:org'], organizationRoles: [] },
    'organizationScopes: expected an object, found a list',
  ],
  [
    'a permission with white space',
    { organizationScopes: { 'read org': 'x' }, organizationRoles: [] },
    'organizationScopes["read org"]: expected a name of printable ASCII without white space, " or \\ (RFC 6749 §3.3), found "read org"',
  ],
  [
    'an unknown organization permission in a role',
    { organizationRoles: [{ name: 'admin', kind: 'user', organizationScopes: ['manage:org'] }] },
    'organizationRoles[0].organizationScopes[0]: expected one of organizationScopes (read:org), found "manage:org"',
  ],
  [
    'an unknown API permission in a role',
    { organizationRoles: [{ name: 'admin', kind: 'user', scopes: { [API]: ['delete'] } }] },
    `organizationRoles[0].scopes["${API}"][0]: expected a permission of ${API} (read, write), found "delete"`,
  ],
  [
    'a role without a kind',
    { organizationRoles: [{ name: 'admin' }] },
    'organizationRoles[0].kind: expected one of user, machine, found nothing',
  ],
  [
    'the same role twice',
    { organizationRoles: [base.organizationRoles[0], base.organizationRoles[0]] },
    'organizationRoles[1].name: expected a name of its own, found "admin" as at organizationRoles[0].name',
  ],
  [
    'an organization without an id',
    { organizations: [{ name: 'Acme' }] },
    'organizations[0].id: expected an id of letters, digits, _ and -, 128 at most, found nothing',
  ],
  [
    'an id that would not survive in an audience',
    { organizations: [{ id: 'a:b' }] },
    'organizations[0].id: expected an id of letters, digits, _ and -, 128 at most, found "a:b"',
  ],
  [
    'the same organization twice',
    { organizations: [acme, acme] },
    'organizations[1].id: expected an id of its own, found "acme" as at organizations[0].id',
  ],
  [
    'an unknown member of an organization',
    { organizations: [{ ...acme, users: [] }] },
    'organizations[0]: unknown member "users"; known are id, name, description, customData, mfaRequired, members, machines, extra',
  ],
  [
    'a member who does not exist',
    { organizations: [{ id: 'acme', members: [{ user: 'bob' }] }] },
    'organizations[0].members[0].user: expected the username or id of a user in this model, found "bob"',
  ],
  [
    'a member twice, by name and by id',
    { organizations: [{ id: 'acme', members: [{ user: 'ann' }, { user: 'u1' }] }] },
    'organizations[0].members[1].user: expected a member of its own, found "u1" as at organizations[0].members[0].user',
  ],
  [
    'a machine role for a member',
    { organizations: [{ id: 'acme', members: [{ user: 'ann', roles: ['worker'] }] }] },
    'organizations[0].members[0].roles[0]: expected an organization role of kind user (admin), found "worker", which is of kind machine',
  ],
  [
    'a user role for a machine',
    { organizations: [{ id: 'acme', machines: [{ client: 'job', roles: ['admin'] }] }] },
    'organizations[0].machines[0].roles[0]: expected an organization role of kind machine (worker), found "admin", which is of kind user',
  ],
  [
    'a client that is no machine',
    { organizations: [{ id: 'acme', machines: [{ client: 'app' }] }] },
    'organizations[0].machines[0].client: expected the id of a client of kind machine in this model, found "app", which is of kind spa',
  ],
  [
    'an unknown role for a member',
    { organizations: [{ id: 'acme', members: [{ user: 'ann', roles: ['owner'] }] }] },
    'organizations[0].members[0].roles[0]: expected an organization role of kind user (admin), found the unknown role "owner"',
  ],
  [
    "Logto's own resource",
    { resources: [{ indicator: 'urn:logto:resource:organizations', scopes: {} }], organizationRoles: [] },
    'resources[0].indicator: expected an indicator of your own, none of Logto\'s organizations, found "urn:logto:resource:organizations"',
  ],
  [
    "an organization's own resource",
    { resources: [{ indicator: 'urn:logto:organization:acme', scopes: {} }], organizationRoles: [] },
    'resources[0].indicator: expected an indicator of your own, none of Logto\'s organizations, found "urn:logto:organization:acme"',
  ],
];

describe('organizations in the access model', () => {
  it.each(MISTAKES)('%s stops the start and is named', async (_title, members, message) => {
    const model = { ...base, ...members } as AccessModel;
    await expect(createIssuer(model, { port: 0 })).rejects.toEqual(new TypeError(message));
  });

  it('the compiler knows the names in them', async () => {
    const model = defineAccess({
      resources: [{ indicator: API, scopes: { read: 'Read' } }],
      users: [{ username: 'ann', password: 'p' }],
      clients: [{ id: 'job', kind: 'machine', secret: 's' }],
      organizationScopes: { 'read:org': 'See it' },
      organizationRoles: [{ name: 'admin', kind: 'user', organizationScopes: ['read:org'] }],
      organizations: [{ id: 'acme', members: [{ user: 'ann', roles: ['admin'] }] }],
    });
    const issuer = await startIssuer(model);
    expect(issuer.access.organizations()).toEqual([
      { id: 'acme', name: 'acme', members: { ann: ['admin'] }, machines: {} },
    ]);
    const attempts = [
      () =>
        defineAccess({
          resources: [],
          organizationScopes: { 'read:org': 'See it' },
          // @ts-expect-error -- there is no such organization permission
          organizationRoles: [{ name: 'admin', kind: 'user', organizationScopes: ['manage:org'] }],
        }),
      () =>
        defineAccess({
          resources: [],
          users: [{ username: 'ann', password: 'p' }],
          // @ts-expect-error -- there is no such user
          organizations: [{ id: 'acme', members: [{ user: 'bob' }] }],
        }),
      () =>
        defineAccess({
          resources: [],
          users: [{ username: 'ann', password: 'p' }],
          organizationRoles: [{ name: 'worker', kind: 'machine' }],
          // @ts-expect-error -- the role is for machines
          organizations: [{ id: 'acme', members: [{ user: 'ann', roles: ['worker'] }] }],
        }),
    ];
    for (const attempt of attempts) expect(attempt).not.toThrow();
  });
});

describe('organizations while the issuer runs', () => {
  const model = { ...base, organizations: [acme, { id: 'rival' }] } as AccessModel;

  it('members and machines come, get roles, lose them and go', async () => {
    const { access } = await startIssuer(model);
    const rival = () => access.organizations()[1];
    access.addToOrganization({ user: 'ann' }, 'rival');
    access.addToOrganization({ client: 'job' }, 'rival');
    access.assignOrganizationRole({ user: 'ann' }, 'rival', 'admin');
    access.assignOrganizationRole({ client: 'job' }, 'rival', 'worker');
    access.addToOrganization({ user: 'ann' }, 'rival');
    expect(rival()).toMatchObject({ members: { u1: ['admin'] }, machines: { job: ['worker'] } });
    access.removeOrganizationRole({ user: 'ann' }, 'rival', 'admin');
    access.removeFromOrganization({ client: 'job' }, 'rival');
    expect(rival()).toMatchObject({ members: { u1: [] }, machines: {} });
    expect(access.organizations()[0]).toMatchObject({ members: { u1: ['admin'] }, machines: { job: [] } });
    access.deleteOrganization('rival');
    expect(access.organizations().map(({ id }) => id)).toEqual(['acme']);
  });

  it('a role of the other kind, and one for somebody outside, are refused', async () => {
    const { access } = await startIssuer(model);
    expect(() => {
      access.assignOrganizationRole({ user: 'ann' }, 'acme', 'worker');
    }).toThrow(new TypeError('role: expected one of kind user, found "worker", which is of kind machine'));
    expect(() => {
      access.assignOrganizationRole({ user: 'ann' }, 'rival', 'admin');
    }).toThrow(new TypeError('subject: expected one that belongs to "rival", found "u1"'));
    expect(() => {
      access.addToOrganization({ user: 'ann' }, 'nowhere');
    }).toThrow(new TypeError('organization: unknown "nowhere"'));
  });

  it('a deleted user is a member nowhere', async () => {
    const { access } = await startIssuer(model);
    access.deleteUser('ann');
    expect(access.organizations()[0]?.members).toEqual({});
  });

  it('the model as it is now can be taken out, and started with', async () => {
    const { access } = await startIssuer(model);
    expect(access.isChanged).toBe(false);
    access.addToOrganization({ user: 'ann' }, 'rival');
    access.assignOrganizationRole({ user: 'ann' }, 'rival', 'admin');
    expect(access.isChanged).toBe(true);
    const written = JSON.parse(JSON.stringify(access.model())) as AccessModel;
    const other = await startIssuer(written);
    expect(other.access.model()).toEqual(access.model());
    expect(other.access.organizations()[1]?.members).toEqual({ u1: ['admin'] });
  });
});
