import { defineResource } from '@acme/token-core';
import { describe, expect, it } from 'vitest';

import { createIssuer, defineAccess, demoAccess, managementResource } from '../src/index.js';
import type { AccessModel } from '../src/index.js';
import { clientCredentials, startIssuer } from './support/issuer.js';

const API = 'https://api.example.com';
const resources = [{ indicator: API, scopes: { read: 'Read', write: 'Write' } }];
const roles = [
  { name: 'person', kind: 'user', scopes: { [API]: ['read'] } },
  { name: 'job', kind: 'machine', scopes: { [API]: ['read'] } },
];
const machine = { id: 'job', kind: 'machine', secret: 's3cret' };
const spa = { id: 'app', kind: 'spa', redirectUris: ['http://localhost:9999/callback'] };
const user = { username: 'ann', password: 'p4ssword' };
const token = { name: 'laptop', token: 'pat_0123456789' };

/** Title, model, the whole message. */
const MISTAKES: readonly [string, unknown, string][] = [
  ['no model', undefined, 'access model: expected an object, found nothing'],
  ['a list for a model', [], 'access model: expected an object, found an empty list'],
  [
    'an unknown member',
    { resources, user: [] },
    'access model: unknown member "user"; known are resources, roles, users, clients, organizationScopes, organizationRoles, organizations, customClaims',
  ],
  ['no resources', {}, 'resources: expected at least one resource, found nothing'],
  [
    'an empty list of resources',
    { resources: [] },
    'resources: expected at least one resource, found an empty list',
  ],
  ['resources that are no list', { resources: { a: 1 } }, 'resources: expected a list, found an object'],
  ['a resource that is no object', { resources: ['x'] }, 'resources[0]: expected an object, found "x"'],
  [
    'an unknown member of a resource',
    { resources: [{ ...resources[0], ttl: 5 }] },
    'resources[0]: unknown member "ttl"; known are indicator, id, name, scopes, implies, reserved, accessTokenLife, default',
  ],
  ...[
    'api',
    '/api',
    `${API}#part`,
    'https://api.example.com/ä',
    'https://api example.com',
    'https://',
    '',
  ].map((indicator): [string, unknown, string] => [
    `the indicator ${JSON.stringify(indicator)}`,
    { resources: [{ indicator, scopes: {} }] },
    `resources[0].indicator: expected an absolute URI without a fragment, such as https://api.example.com (RFC 8707 §2), found ${JSON.stringify(indicator)}`,
  ]),
  [
    'the same indicator twice',
    { resources: [...resources, ...resources] },
    `resources[1].indicator: expected an indicator of its own, found "${API}" as at resources[0].indicator`,
  ],
  [
    'two default resources',
    {
      resources: [
        { ...resources[0], default: true },
        { indicator: 'urn:two', scopes: {}, default: true },
      ],
    },
    'resources[1].default: expected one default resource, found another at resources[0].default',
  ],
  [
    'no scopes',
    { resources: [{ indicator: API }] },
    'resources[0].scopes: expected an object, found nothing',
  ],
  [
    'scopes as a list',
    { resources: [{ indicator: API, scopes: ['read'] }] },
    'resources[0].scopes: expected an object, found a list',
  ],
  [
    'a permission with white space',
    { resources: [{ indicator: API, scopes: { 'read all': 'x' } }] },
    'resources[0].scopes["read all"]: expected a name of printable ASCII without white space, " or \\ (RFC 6749 §3.3), found "read all"',
  ],
  [
    'a permission named like an OpenID scope',
    { resources: [{ indicator: API, scopes: { profile: 'x' } }] },
    'resources[0].scopes["profile"]: expected a name other than openid, offline_access, profile, email, phone, address, custom_data, identities, roles, urn:logto:scope:organizations, urn:logto:scope:organization_roles, urn:logto:scope:sessions, found "profile"',
  ],
  [
    'a permission without a description',
    { resources: [{ indicator: API, scopes: { read: true } }] },
    'resources[0].scopes["read"]: expected a description, found true',
  ],
  ...[0, -1, 1.5, 2_592_001, '60', Number.NaN].map((life): [string, unknown, string] => [
    `a life of ${JSON.stringify(life)}`,
    { resources: [{ ...resources[0], accessTokenLife: life }] },
    `resources[0].accessTokenLife: expected a whole number of seconds from 1 to 2592000, found ${typeof life === 'string' ? JSON.stringify(life) : String(life)}`,
  ]),
  [
    'a role without a name',
    { resources, roles: [{ kind: 'user' }] },
    'roles[0].name: expected a text, found nothing',
  ],
  [
    'the same role twice',
    { resources, roles: [...roles, { name: 'job', kind: 'user' }] },
    'roles[2].name: expected a name of its own, found "job" as at roles[1].name',
  ],
  [
    'a role of no kind',
    { resources, roles: [{ name: 'x', kind: 'admin' }] },
    'roles[0].kind: expected one of user, machine, found "admin"',
  ],
  [
    'an unknown permission',
    { resources, roles: [{ name: 'x', kind: 'user', scopes: { [API]: ['read', 'delete'] } }] },
    `roles[0].scopes["${API}"][1]: expected a permission of ${API} (read, write), found "delete"`,
  ],
  [
    'a permission inherited from Object',
    { resources, roles: [{ name: 'x', kind: 'user', scopes: { [API]: ['toString'] } }] },
    `roles[0].scopes["${API}"][0]: expected a permission of ${API} (read, write), found "toString"`,
  ],
  [
    'an unknown resource in a role',
    { resources, roles: [{ name: 'x', kind: 'user', scopes: { [`${API}/`]: ['read'] } }] },
    `roles[0].scopes["${API}/"]: expected the indicator of a resource in this model (${API}), found "${API}/"`,
  ],
  [
    'a user role for a machine',
    { resources, roles, clients: [{ ...machine, roles: ['person'] }] },
    'clients[0].roles[0]: expected a role of kind machine (job), found "person", which is of kind user',
  ],
  [
    'a machine role for a user',
    { resources, roles, users: [{ ...user, roles: ['person', 'job'] }] },
    'users[0].roles[1]: expected a role of kind user (person), found "job", which is of kind machine',
  ],
  [
    'an unknown role',
    { resources, clients: [{ ...machine, roles: ['boss'] }] },
    'clients[0].roles[0]: expected a role of kind machine (there is none), found the unknown role "boss"',
  ],
  [
    'a role given twice',
    { resources, roles, clients: [{ ...machine, roles: ['job', 'job'] }] },
    'clients[0].roles[1]: expected a role of its own, found "job" as at clients[0].roles[0]',
  ],
  [
    'roles for an application that people use',
    { resources, roles, clients: [{ ...spa, roles: ['person'] }] },
    'clients[0].roles: expected no such member for a client of kind spa; the roles of its users decide, found a list',
  ],
  [
    'a secret for a public client',
    { resources, clients: [{ ...spa, secret: 's3cret' }] },
    'clients[0].secret: expected no such member for a client of kind spa, found a secret',
  ],
  [
    'redirect URIs for a machine',
    { resources, clients: [{ ...machine, redirectUris: ['https://x.example.com'] }] },
    'clients[0].redirectUris: expected no such member for a client of kind machine, found a list',
  ],
  [
    'a machine without a secret',
    { resources, clients: [{ id: 'a', kind: 'machine' }] },
    'clients[0].secret: expected a secret of printable ASCII, found nothing',
  ],
  [
    'an empty secret',
    { resources, clients: [{ ...machine, secret: '' }] },
    'clients[0].secret: expected a secret of printable ASCII, found an empty text',
  ],
  [
    'a secret that cannot be sent',
    { resources, clients: [{ ...machine, secret: 'schlüssel' }] },
    'clients[0].secret: expected a secret of printable ASCII, found another text',
  ],
  [
    'a client of no kind',
    { resources, clients: [{ id: 'a' }] },
    'clients[0].kind: expected one of machine, web, spa, native, found nothing',
  ],
  [
    'an id with a space',
    { resources, clients: [{ ...machine, id: 'a b' }] },
    'clients[0].id: expected printable ASCII without white space, found "a b"',
  ],
  [
    'the same client twice',
    { resources, clients: [machine, machine] },
    'clients[1].id: expected an id of its own, found "job" as at clients[0].id',
  ],
  [
    'a client that could do nothing',
    { resources, clients: [{ id: 'app', kind: 'spa' }] },
    'clients[0].redirectUris: expected at least one URI, or tokenExchange: true, found nothing',
  ],
  ...[
    '/callback',
    'http://localhost/#x',
    'javascript:alert(1)',
    'com.example.app:/cb',
    'http://*.example.com/',
  ].map((uri): [string, unknown, string] => [
    `the redirect URI ${uri} for a spa`,
    { resources, clients: [{ ...spa, redirectUris: [uri] }] },
    `clients[0].redirectUris[0]: expected an absolute http or https URI without a fragment (RFC 6749 §3.1.2), found "${uri}"`,
  ]),
  [
    'a native client that is sent to http elsewhere',
    { resources, clients: [{ id: 'n', kind: 'native', redirectUris: ['http://example.com/cb'] }] },
    'clients[0].redirectUris[0]: expected an absolute URI without a fragment: https, http on loopback, or a scheme such as com.example.app (RFC 8252 §7), found "http://example.com/cb"',
  ],
  [
    'a native client with a scheme that is no domain name',
    { resources, clients: [{ id: 'n', kind: 'native', redirectUris: ['myapp:/callback'] }] },
    'clients[0].redirectUris[0]: expected an absolute URI without a fragment: https, http on loopback, or a scheme such as com.example.app (RFC 8252 §7), found "myapp:/callback"',
  ],
  [
    'a user without a password',
    { resources, users: [{ username: 'ann' }] },
    'users[0].password: expected a password, found nothing',
  ],
  [
    'a password of a number',
    { resources, users: [{ username: 'ann', password: 1234 }] },
    'users[0].password: expected a password, found a number',
  ],
  [
    'the same user twice',
    { resources, users: [user, user] },
    'users[1].username: expected a username of its own, found "ann" as at users[0].username',
  ],
  [
    'the same user id twice',
    { resources, users: [user, { ...user, username: 'bea', id: 'ann' }] },
    'users[1].id: expected an id of its own, found "ann" as at users[0].id',
  ],
  [
    'a user with a client’s id',
    { resources, clients: [machine], users: [{ ...user, id: 'job' }] },
    'users[0].id: expected an id that no client has, found "job"',
  ],
  [
    'suspended as a text',
    { resources, users: [{ ...user, suspended: 'no' }] },
    'users[0].suspended: expected true or false, found "no"',
  ],
  [
    'a personal access token of another form',
    { resources, users: [{ ...user, personalAccessTokens: [{ name: 'x', token: 'ghp_0123456789' }] }] },
    'users[0].personalAccessTokens[0].token: expected a text that begins with pat_ and goes on with at least four letters or digits, found another text',
  ],
  [
    'a personal access token that two users have',
    {
      resources,
      users: [
        { ...user, personalAccessTokens: [token] },
        { ...user, username: 'bea', personalAccessTokens: [token] },
      ],
    },
    'users[1].personalAccessTokens[0].token: expected a token of its own, found the same as at users[0].personalAccessTokens[0].token',
  ],
  [
    'two personal access tokens of one name',
    { resources, users: [{ ...user, personalAccessTokens: [token, { ...token, token: 'pat_other' }] }] },
    'users[0].personalAccessTokens[1].name: expected a name of its own, found "laptop" as at users[0].personalAccessTokens[0].name',
  ],
  ...['tomorrow', '2030-01-31', '2030-01-31T12:00:00', '2030-13-31T12:00:00Z'].map(
    (expiresAt): [string, unknown, string] => [
      `an expiry of ${expiresAt}`,
      { resources, users: [{ ...user, personalAccessTokens: [{ ...token, expiresAt }] }] },
      `users[0].personalAccessTokens[0].expiresAt: expected an ISO 8601 date-time with a time zone, such as 2030-01-31T12:00:00Z, found "${expiresAt}"`,
    ],
  ),
  [
    'custom claims that cannot be called',
    { resources, customClaims: { a: 1 } },
    'customClaims: expected a function, found an object',
  ],
];

describe('a mistake in the access model stops the start and is named', () => {
  it.each(MISTAKES)('%s', async (_title, model, message) => {
    const attempt = createIssuer(model as AccessModel, { port: 0 });
    await expect(attempt).rejects.toBeInstanceOf(TypeError);
    await expect(attempt).rejects.toHaveProperty('message', message);
  });

  it('no message holds a secret', () => {
    const messages = MISTAKES.map(([, , message]) => message).join('\n');
    for (const secret of ['s3cret', 'schlüssel', 'p4ssword', 'pat_0123456789', 'ghp_0123456789']) {
      expect(messages).not.toContain(secret);
    }
  });
});

describe('defineAccess lets the compiler check the cross references', () => {
  it('it returns the model as it is', () => {
    const model = { resources } as AccessModel;
    expect(defineAccess(model)).toBe(model);
  });

  it('mistakes do not compile', () => {
    const attempts = [
      () =>
        defineAccess({
          resources: [{ indicator: API, scopes: { read: 'Read' } }],
          // @ts-expect-error -- the resource has no such permission
          roles: [{ name: 'a', kind: 'user', scopes: { [API]: ['write'] } }],
        }),
      () =>
        defineAccess({
          resources: [{ indicator: 'https://api.example.com', scopes: { read: 'Read' } }],
          roles: [{ name: 'a', kind: 'user' }],
          // @ts-expect-error -- a machine cannot have a user's role
          clients: [{ id: 'x', kind: 'machine', secret: 's', roles: ['a'] }],
        }),
      () =>
        defineAccess({
          resources: [{ indicator: 'https://api.example.com', scopes: { read: 'Read' } }],
          // @ts-expect-error -- there is no such role
          users: [{ username: 'x', password: 'p', roles: ['a'] }],
        }),
      () =>
        defineAccess({
          resources: [],
          // @ts-expect-error -- a public client has no secret
          clients: [{ id: 'x', kind: 'spa', redirectUris: [], secret: 's' }],
        }),
    ];
    expect(attempts).toHaveLength(4);
  });

  it('a resource of @acme/token-core fits, and its permissions are known', () => {
    const products = defineResource({ indicator: API, scopes: { read: 'Read' } });
    const model = defineAccess({
      resources: [products],
      roles: [{ name: 'a', kind: 'user', scopes: { [API]: ['read'] } }],
    });
    expect(model.resources[0]).toBe(products);
    const attempt = () =>
      defineAccess({
        resources: [products],
        // @ts-expect-error -- the resource has no such permission
        roles: [{ name: 'a', kind: 'user', scopes: { [API]: ['write'] } }],
      });
    expect(attempt).not.toThrow();
  });

  it('what the check accepts compiles: a resource of the core and the management API beside a literal', async () => {
    const products = defineResource({ indicator: API, scopes: { read: 'Read' } });
    const literal = { indicator: 'https://other.example.com', scopes: { fly: 'Fly' } } as const;
    const model = defineAccess({
      resources: [products, managementResource, literal],
      roles: [
        { name: 'a', kind: 'user', scopes: { [API]: ['read'], 'https://other.example.com': ['fly'] } },
        { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
      ],
      clients: [{ id: 'job', kind: 'machine', secret: 's', roles: ['admin'] }],
    });
    await startIssuer(model);
    const attempt = () =>
      defineAccess({
        resources: [products, literal],
        // @ts-expect-error -- no resource has such a permission
        roles: [{ name: 'a', kind: 'user', scopes: { [API]: ['write'] } }],
      });
    expect(attempt).not.toThrow();
  });

  it('one with implied permissions and reserved audiences fits too, and no token differs by them', async () => {
    const products = defineResource({
      indicator: API,
      scopes: { read: 'Read', write: { description: 'Write', implies: ['read'] } },
      reserved: ['urn:logto:resource:organizations', 'urn:logto:organization:'],
    });
    const issuer = await startIssuer(
      defineAccess({
        resources: [products],
        roles: [{ name: 'writer', kind: 'machine', scopes: { [API]: ['write'] } }],
        clients: [{ id: 'job', kind: 'machine', secret: 's', roles: ['writer'] }],
      }),
    );
    const answer = await clientCredentials(issuer, 'job:s', { resource: API, scope: 'read write' });
    expect(answer.body['scope']).toBe('write');
    const [written] = issuer.access.model().resources;
    expect(written?.scopes['write']).toMatchObject({ description: 'Write', implies: ['read'] });
    expect(written?.reserved).toEqual(products.reserved);
  });

  it.each([
    [{ implies: { fly: ['read'] } }, 'resources[0].implies["fly"]: expected a permission of this resource'],
    [{ implies: { read: ['fly'] } }, 'resources[0].implies["read"][0]: expected a permission of this'],
    [{ implies: ['read'] }, 'resources[0].implies: expected an object, found a list'],
    [{ reserved: 'urn:x' }, 'resources[0].reserved: expected a list, found "urn:x"'],
    [{ reserved: [5] }, 'resources[0].reserved[0]: expected an audience, found 5'],
  ])('a mistake in what is for the API is named: %j', async (members, message) => {
    const model = { resources: [{ ...resources[0], ...members }] } as unknown as AccessModel;
    await expect(createIssuer(model, { port: 0 })).rejects.toThrow(message);
  });

  it('the demo’s model has the names that the documentation uses', () => {
    expect(demoAccess.resources.map(({ indicator }) => indicator)).toEqual([API]);
    expect(demoAccess.clients.map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'demo-reader machine',
      'demo-editor machine',
      'demo-cli web',
      'demo-spa spa',
    ]);
    expect(demoAccess.users.map(({ username }) => username)).toEqual(['alice', 'bob', 'carol', 'dora']);
    expect(demoAccess.organizations.map(({ id }) => id)).toEqual(['acme', 'rival']);
  });
});
