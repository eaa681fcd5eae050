import { describe, expect, it } from 'vitest';

import { demoAccess } from '../../src/index.js';
import { openPage, submit } from '../support/console.js';
import { startIssuer } from '../support/issuer.js';
import { callManagement, managed } from '../support/management.js';

const NOTHING = 'Nothing was done: something changed since this page was opened';

describe('what changes beneath a form', () => {
  it('two tabs: the second is told what the first changed, keeps what was typed, and goes through when sent again', async () => {
    const issuer = await startIssuer();
    const [first, second] = [
      await openPage(issuer, '/console/roles'),
      await openPage(issuer, '/console/roles'),
    ];
    await submit(issuer, first, 'create', { name: 'auditor', description: 'Looks', kind: 'user' });
    const typed = { name: 'importer', description: 'Imports', kind: 'machine' };
    const told = await submit(issuer, second, 'create', typed);
    expect(told.status).toBe(409);
    expect(told.text).toContain(NOTHING);
    expect(told.text).toContain('The role auditor is new.');
    expect(told.html).toContain('value="importer"');
    expect(told.html).toMatch(/value="machine"\s+checked/);
    expect(issuer.access.roles().map(({ name }) => name)).not.toContain('importer');
    const again = await submit(issuer, told, 'create');
    expect(again.text).toContain('The role importer is there.');
  });

  it('a file that changed: the form says what, and keeps what was typed', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/users/alice');
    const [reader, ...others] = demoAccess.roles;
    issuer.access.replace({
      ...demoAccess,
      roles: [{ ...reader, scopes: {} }, ...others],
      users: demoAccess.users.filter(({ username }) => username !== 'carol'),
    });
    const told = await submit(issuer, page, 'set password', { password: 'typed-password' });
    expect(told.status).toBe(409);
    expect(told.text).toContain('The user carol is gone.');
    expect(told.text).toContain('The role reader has changed: permissions.');
    expect(told.html).toContain('value="typed-password"');
    expect((await submit(issuer, told, 'set password')).text).toContain('The password is set.');
  });

  it('the Management API: the sentence names the thing, and never a secret', async () => {
    const issuer = await startIssuer(managed);
    const page = await openPage(issuer, '/console/users/alice');
    await callManagement(issuer, 'PATCH', '/users/alice/password', { body: { password: 'a-new-secret' } });
    const told = await submit(issuer, page, 'suspend');
    expect(told.text).toContain('The user alice has changed: password.');
    expect(told.html).not.toContain('a-new-secret');
    expect(issuer.access.users().find(({ username }) => username === 'alice')?.suspended).toBe(false);
  });

  it('what the form does not rest on stops nothing', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/resources');
    issuer.access.suspendUser('carol');
    const made = await submit(issuer, page, 'register', { indicator: 'https://orders.example.com' });
    expect(made.text).toContain('is registered');
  });

  it('what changed and is as it was again stops nothing', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/roles');
    issuer.access.setRoleScopes('reader', 'https://api.example.com', []);
    issuer.access.setRoleScopes('reader', 'https://api.example.com', ['read:products']);
    const made = await submit(issuer, page, 'create', { name: 'x', description: 'x', kind: 'user' });
    expect(made.text).toContain('The role x is there.');
  });

  it('a thing that is gone: its page says so, whoever took it away', async () => {
    const issuer = await startIssuer();
    const page = await openPage(issuer, '/console/users/carol');
    issuer.access.deleteUser('carol');
    const told = await submit(issuer, page, 'suspend');
    expect(told.status).toBe(404);
    expect(told.text).toContain('The user carol is gone.');
    expect((await openPage(issuer, '/console/users/carol')).status).toBe(404);
  });
});
