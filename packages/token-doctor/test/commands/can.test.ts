import { createIssuer, demoAccess, managementResource } from '@acme/token-issuer';
import { afterAll, describe, expect, it } from 'vitest';
import { config, doctor } from '../support/doctor.js';
import { machineToken } from '../support/issuer.js';
import { closedPort } from '../support/servers.js';

const ORDERS = 'https://orders.example.com';

const issuer = await createIssuer(
  {
    ...demoAccess,
    resources: [
      ...demoAccess.resources,
      { indicator: ORDERS, scopes: { 'read:orders': 'See orders', 'cancel:orders': 'Cancel them' } },
      managementResource,
    ],
    roles: [
      ...demoAccess.roles,
      { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
      { name: 'clerk', kind: 'user', scopes: { [ORDERS]: ['read:orders'] } },
    ],
    users: [
      ...demoAccess.users,
      { username: 'sue', password: 'sue-password', roles: ['editor'], suspended: true },
    ],
    clients: [
      ...demoAccess.clients,
      { id: 'demo-admin', kind: 'machine', secret: 'demo-admin-secret', roles: ['admin'] },
    ],
  },
  { port: 0 },
);
afterAll(() => issuer.close());

const environment = {
  TOKEN_ISSUER: issuer.url,
  TOKEN_DOCTOR_CLIENT_ID: 'demo-admin',
  TOKEN_DOCTOR_CLIENT_SECRET: 'demo-admin-secret',
};
const can = (who: string, permission: string, ...more: readonly string[]) =>
  doctor(['can', who, permission, '--config', config('auth'), ...more], { environment });
const orders = (who: string, permission: string) =>
  doctor(['can', who, permission, '--issuer', issuer.url, '--resource', ORDERS], { environment });

describe('token-doctor can: yes, and on which way', () => {
  it('a user by name, by a role', async () => {
    const { code, out } = await can('bob', 'write:products');
    expect(code).toBe(0);
    expect(out).toMatch(/✓ who +user bob \(\w+\)/);
    expect(out).toMatch(/✓ path +role editor → write:products → https:\/\/api\.example\.com/);
    expect(out).toMatch(/✓ answer +yes/);
  });

  it('a machine by id, by a role for machines', async () => {
    const { code, out } = await can('demo-reader', 'read:products');
    expect(code).toBe(0);
    expect(out).toContain('role m2m-reader → read:products');
  });

  it('a member by a role in an organization: a plain token of a user holds it too', async () => {
    const { code, out } = await can('dora@example.com', 'write:products');
    expect(code).toBe(0);
    expect(out).toContain('role org-editor in Acme → write:products');
  });
});

describe('token-doctor can: no, and why not', () => {
  it.each([
    ['carol', 'read:products', 'access.role-not-given', /reader, editor/],
    ['alice', 'write:products', 'access.role-not-given', /editor/],
    ['nobody', 'read:products', 'access.no-subject', /nobody/],
    ['alice', 'products:read', 'access.spelling', /read:products/],
    ['alice', 'delete:products', 'access.no-permission', /delete:products/],
    ['alice', 'read:orders', 'access.other-resource', /https:\/\/orders\.example\.com/],
    ['sue', 'write:products', 'access.suspended', /suspended/],
    ['demo-spa', 'read:products', 'access.app', /signed-in user/],
  ])('%s %s: %s', async (who, permission, cause, says) => {
    const { code, out } = await can(who, permission);
    expect(code).toBe(1);
    expect(out).toContain(`✗ ${cause}`);
    expect(out).toMatch(says);
    expect(out).toMatch(/✗ answer +no/);
  });

  it.each([
    ['demo-reader', 'read:orders', 'access.wrong-kind'],
    ['alice', 'cancel:orders', 'access.no-role'],
  ])('%s %s on another resource: %s', async (who, permission, cause) => {
    const { code, out } = await orders(who, permission);
    expect(code).toBe(1);
    expect(out).toContain(`✗ ${cause}`);
  });

  it('a resource that is not registered', async () => {
    const { code, out } = await doctor(
      ['can', 'alice', 'read:products', '--issuer', issuer.url, '--resource', 'https://api.example.com/'],
      { environment },
    );
    expect(code).toBe(1);
    expect(out).toContain('access.no-resource');
  });
});

describe('token-doctor can: what was asked, and when the token was made', () => {
  it('held, and not asked for', async () => {
    const { code, out } = await can('bob', 'write:products', '--scope', 'read:products');
    expect(code).toBe(1);
    expect(out).toContain('access.not-asked');
    expect(out).toMatch(/✓ answer +yes/);
  });

  it('held, and a token made before lacks it', async () => {
    const input = await machineToken(issuer, { client: 'demo-editor', scope: 'read:products' });
    const { code, out } = await doctor(
      ['can', 'demo-editor', 'write:products', '--config', config('auth'), '--stdin'],
      { environment, input },
    );
    expect(code).toBe(1);
    expect(out).toContain('access.not-in-token');
    expect(out).toMatch(/✗ token +made \d{4}-.*carries read:products/);
  });

  it('held, and the token shows it', async () => {
    const input = await machineToken(issuer, { client: 'demo-editor' });
    const { code } = await doctor(
      ['can', 'demo-editor', 'write:products', '--config', config('auth'), '--stdin'],
      { environment, input },
    );
    expect(code).toBe(0);
  });
});

describe('token-doctor can: exit 2 when it cannot look', () => {
  it.each([
    [
      'no credentials',
      { TOKEN_DOCTOR_CLIENT_ID: '', TOKEN_DOCTOR_CLIENT_SECRET: '' },
      /TOKEN_DOCTOR_CLIENT_ID/,
    ],
    ['a wrong secret', { TOKEN_DOCTOR_CLIENT_SECRET: 'wrong-secret' }, /invalid_client/],
    [
      'a machine that may not',
      { TOKEN_DOCTOR_CLIENT_ID: 'demo-reader', TOKEN_DOCTOR_CLIENT_SECRET: 'demo-reader-secret' },
      /refuses the machine client/,
    ],
  ])('%s', async (_, changed, says) => {
    const { code, out, error } = await doctor(['can', 'alice', 'read:products', '--config', config('auth')], {
      environment: { ...environment, ...changed },
    });
    expect(code).toBe(2);
    expect(out + error).toMatch(says);
    expect(out + error).not.toContain('wrong-secret');
  });

  it('nobody answers', async () => {
    const url = `http://localhost:${await closedPort()}`;
    const { code, out } = await can('alice', 'read:products', '--endpoint', url);
    expect(code).toBe(2);
    expect(out).toContain('management.network');
  });

  it('a secret goes to no address by plain http', async () => {
    const { code, error } = await can('alice', 'read:products', '--endpoint', 'http://logto.example.com');
    expect(code).toBe(2);
    expect(error).toContain('expected an https URL');
  });
});

describe('token-doctor can: an access file, without a server and without credentials', () => {
  const ofFile = (who: string, permission: string, ...more: readonly string[]) =>
    doctor(['can', who, permission, '--access', config('access'), ...more]);

  it('yes, by a role', async () => {
    const { code, out } = await ofFile('bob', 'write:products');
    expect(code).toBe(0);
    expect(out).toMatch(/✓ path +role editor → write:products → https:\/\/api\.example\.com/);
  });

  it('no, and which role would do', async () => {
    const { code, out } = await ofFile('alice', 'write:products');
    expect(code).toBe(1);
    expect(out).toContain('access.role-not-given');
  });

  it('a permission of nobody', async () => {
    const { code, out } = await ofFile('alice', 'fly:products', '--resource', 'https://api.example.com');
    expect(code).toBe(1);
    expect(out).toContain('access.');
  });

  it.each([
    ['no access model', config('auth'), /^--access: the file exports no access model/],
    ['no file', 'nothing-there.ts', /^--access: the file cannot be read/],
  ])('%s is said', async (_what, file, message) => {
    const environmentOfApi = { TOKEN_ISSUER: issuer.url };
    const { code, error } = await doctor(['can', 'bob', 'write:products', '--access', file], {
      environment: environmentOfApi,
    });
    expect(code).toBe(2);
    expect(error).toMatch(message);
  });
});
