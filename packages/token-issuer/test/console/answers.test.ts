import { beforeAll, describe, expect, it } from 'vitest';

import { createIssuer, demoAccess } from '../../src/index.js';
import type { AccessModel } from '../../src/index.js';
import { grantOf } from '../../src/preview/grant-of.js';
import type { PermissionAnswer } from '../../src/preview/answers.js';
import type { PreviewParts } from '../../src/preview/grant-of.js';
import type { Flow } from '../../src/preview/wish.js';
import { RESOURCE } from '../support/issuer.js';
import { partsFor } from '../support/wishes.js';

const OTHER = 'https://other.example.com';

const model: AccessModel = {
  ...demoAccess,
  resources: [
    ...demoAccess.resources,
    { indicator: OTHER, scopes: { 'read:orders': '', 'write:orders': '', 'ship:orders': '' } },
  ],
  roles: [
    ...demoAccess.roles,
    { name: 'order-robot', kind: 'machine', scopes: { [OTHER]: ['read:orders'] } },
    { name: 'order-reader', kind: 'user', scopes: {} },
  ],
  organizationRoles: [
    ...demoAccess.organizationRoles,
    { name: 'org-shipper', kind: 'user', scopes: { [OTHER]: ['ship:orders'] } },
  ],
};

let parts: PreviewParts;

beforeAll(async () => {
  const issuer = await createIssuer(model, { port: 0 });
  parts = await partsFor(issuer, model);
  await issuer.close();
});

interface Asked {
  readonly user?: string;
  readonly client?: string;
  readonly flow?: Flow;
  readonly resource?: string | undefined;
  readonly scope: string;
  readonly organization?: string;
}

function preview({ user, client = 'demo-spa', flow = 'code', organization, scope, ...rest }: Asked) {
  return grantOf(parts, {
    flow,
    client: parts.directory.clients.get(client) ?? expect.fail(client),
    user: user === undefined ? undefined : parts.directory.user(user),
    resource: 'resource' in rest ? rest.resource : RESOURCE,
    scopes: scope.split(' ').filter((word) => word !== ''),
    organization,
  });
}

function answers(asked: Asked): Readonly<Record<string, PermissionAnswer>> {
  const found = preview(asked);
  if (!('answers' in found)) throw new Error(JSON.stringify(found));
  return Object.fromEntries(found.answers.map((answer) => [answer.name, answer]));
}

describe('each permission is or is not granted for a reason', () => {
  it('granted: by the way from the subject over the role', () => {
    const { 'read:products': read, 'write:products': write } = answers({
      user: 'alice',
      scope: 'openid read:products',
    });
    expect(read).toMatchObject({ isGranted: true, reason: 'granted', paths: [{ role: 'reader' }] });
    expect(read?.sentence).toBe('alice → reader → read:products.');
    expect(write).toMatchObject({ isGranted: false, reason: 'neither', paths: [] });
  });

  it('granted in an organization: its name stands in the way', () => {
    const scope = 'offline_access urn:logto:scope:organizations write:products';
    const granted = answers({ user: 'dora', flow: 'refresh', organization: 'acme', scope });
    expect(granted['write:products']?.sentence).toBe('dora → acme: org-editor → write:products.');
    // A plain token holds what every organization gives.
    expect(answers({ user: 'dora', scope })['write:products']?.paths).toEqual([
      { role: 'org-editor', organization: 'acme' },
    ]);
  });

  it.each([
    ['not-asked', { user: 'bob', scope: 'openid' }, 'read:products', 'bob → editor → read:products'],
    ['role-not-given', { user: 'alice', scope: 'openid write:products' }, 'write:products', 'editor'],
    [
      'wrong-kind',
      { user: 'alice', resource: OTHER, scope: 'openid read:orders' },
      'read:orders',
      'order-robot',
    ],
    ['no-role', { user: 'alice', resource: OTHER, scope: 'openid write:orders' }, 'write:orders', 'No role'],
    [
      'organization-role',
      { user: 'alice', resource: OTHER, scope: 'openid ship:orders' },
      'ship:orders',
      'org-shipper',
    ],
    [
      'other-resource',
      { user: 'bob', resource: OTHER, scope: 'openid read:products' },
      'read:products',
      'another resource',
    ],
    [
      'organization-permission',
      { user: 'bob', scope: 'openid read:members' },
      'read:members',
      'of organizations',
    ],
    ['reserved', { user: 'bob', scope: 'openid' }, 'openid', 'OpenID Connect'],
    ['offline-access', { user: 'bob', scope: 'offline_access' }, 'offline_access', 'refresh token'],
    ['unknown', { user: 'bob', scope: 'openid read:product' }, 'read:product', 'in silence'],
    [
      'no-resource',
      { user: 'bob', resource: undefined, scope: 'openid read:products' },
      'read:products',
      'No resource',
    ],
    [
      'role-not-given',
      { client: 'demo-reader', flow: 'client_credentials', scope: 'write:products' },
      'write:products',
      'm2m-editor',
    ],
  ] as const)('%s', (reason, asked, name, says) => {
    const answer = answers(asked)[name];
    expect(answer).toMatchObject({ isGranted: false, reason });
    expect(answer?.sentence).toContain(says);
  });

  it('elsewhere: held in an organization that the token is not for', () => {
    parts.directory.organization('rival').members.set(parts.directory.user('dora'), new Set());
    const scope = 'offline_access urn:logto:scope:organizations write:products';
    const asked = { user: 'dora', flow: 'refresh', organization: 'rival', scope } as const;
    const answer = answers(asked)['write:products'];
    expect(answer).toMatchObject({ isGranted: false, reason: 'elsewhere' });
    expect(answer?.sentence).toContain('not in rival');
    parts.directory.organization('rival').members.delete(parts.directory.user('dora'));
  });
});

describe('what gives no token, or no JWT, says why', () => {
  it.each([
    ['opaque', 'names a resource', { user: 'bob', resource: undefined, scope: 'openid' }],
    ['impossible', 'offline_access', { user: 'bob', flow: 'refresh', scope: 'openid' }],
    [
      'impossible',
      'personal access token',
      { user: 'alice', client: 'demo-cli', flow: 'exchange', scope: '' },
    ],
    ['impossible', 'nobody signs in', { user: 'bob', client: 'demo-reader', scope: 'openid' }],
    ['impossible', 'only a machine', { flow: 'client_credentials', scope: '' }],
    ['impossible', 'choose a user', { scope: 'openid' }],
    ['refused', 'nothing that was asked for', { user: 'carol', scope: 'read:products' }],
    [
      'refused',
      'not a member',
      { user: 'bob', client: 'demo-cli', flow: 'exchange', organization: 'acme', scope: '' },
    ],
    [
      'refused',
      'missing required scope',
      { user: 'dora', flow: 'refresh', organization: 'acme', scope: 'offline_access' },
    ],
    [
      'refused',
      'not associated',
      { client: 'demo-reader', flow: 'client_credentials', organization: 'acme', scope: '' },
    ],
    [
      'refused',
      'are not provided',
      { client: 'demo-reader', flow: 'client_credentials', resource: undefined, scope: '' },
    ],
  ] as const)('%s: %s', (kind, says, asked) => {
    const found = preview(asked);
    expect(found.kind).toBe(kind);
    expect(JSON.stringify(found)).toContain(says);
  });
});
