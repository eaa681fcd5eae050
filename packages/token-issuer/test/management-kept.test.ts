import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { parse as parseYaml } from 'yaml';
import { describe, expect, it, onTestFinished } from 'vitest';

import { createIssuer } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { clientCredentials, RESOURCE, startIssuer } from './support/issuer.js';
import { callManagement, managed } from './support/management.js';

// The built command: what a user runs.
const COMMAND = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const ADMIN = 'demo-admin:demo-admin-secret';

describe('what the Management API changes survives a restart with storageFile', () => {
  it('things of every kind, with their ids and moments', async () => {
    const storageFile = await temporaryFile('issuer.db');
    const first = await createIssuer(managed, { port: 0, storageFile });
    await changeEverything(first);
    const before = await readEverything(first);
    await first.close();
    const second = await startIssuer(managed, { storageFile });
    expect(await readEverything(second)).toEqual(before);
  });

  it('what Logto takes and an access file does not, too', async () => {
    const storageFile = await temporaryFile('issuer.db');
    const first = await createIssuer(managed, { port: 0, storageFile });
    const resource = await make(first, '/resources', { name: 'P', indicator: 'nope', accessTokenTtl: -5 });
    await make(first, `/resources/${resource}/scopes`, { name: 'openid', description: null });
    await make(first, '/applications', { name: 'later', type: 'SPA' });
    await make(first, '/users', { primaryEmail: 'nobody@example.com' });
    await first.close();
    const second = await startIssuer(managed, { storageFile });
    const { body } = await callManagement(second, 'GET', `/resources/${resource}`);
    expect(body).toMatchObject({ indicator: 'nope', accessTokenTtl: -5 });
    const scopes = await callManagement(second, 'GET', `/resources/${resource}/scopes`);
    expect(scopes.body).toMatchObject([{ name: 'openid', description: null }]);
    const users = await callManagement(second, 'GET', '/users?page_size=1');
    expect(users.body).toMatchObject([
      { username: null, primaryEmail: 'nobody@example.com', hasPassword: false },
    ]);
  });

  it.each(['/users/bob/personal-access-tokens', '/applications/demo-reader/secrets'])(
    '%s: the last moment is the end of the year 9999, and outlives a restart',
    async (path) => {
      const storageFile = await temporaryFile('issuer.db');
      const issuer = await createIssuer(managed, { port: 0, storageFile });
      const last = Date.UTC(10_000, 0) - 1;
      for (const expiresAt of [last + 1, 8.64e15, 9e15, 1e300]) {
        const far = await callManagement(issuer, 'POST', path, { body: { name: 'far', expiresAt } });
        expect(far).toMatchObject({ status: 400, body: { code: 'guard.invalid_input' } });
      }
      await callManagement(issuer, 'POST', path, { body: { name: 'far', expiresAt: last } });
      await issuer.close();
      const again = await startIssuer(managed, { storageFile });
      expect((await callManagement(again, 'GET', path)).body).toContainEqual(
        expect.objectContaining({ name: 'far', expiresAt: last }),
      );
    },
  );

  it('hooks and custom-claims scripts', async () => {
    const storageFile = await temporaryFile('issuer.db');
    const first = await createIssuer(managed, { port: 0, storageFile });
    const hook = { name: 'h', events: ['User.Created'], config: { url: 'http://127.0.0.1:9/' } };
    await make(first, '/hooks', hook);
    const script = 'const getCustomJwtClaims = async () => ({});';
    await callManagement(first, 'PUT', '/configs/jwt-customizer/access-token', { body: { script } });
    const before = (await callManagement(first, 'GET', '/hooks')).body;
    await first.close();
    const second = await startIssuer(managed, { storageFile });
    expect((await callManagement(second, 'GET', '/hooks')).body).toEqual(before);
    expect((await callManagement(second, 'GET', '/configs/jwt-customizer/access-token')).body).toEqual({
      script,
    });
  });

  it('with another model they do not count, and that is said', async () => {
    const storageFile = await temporaryFile('issuer.db');
    const first = await createIssuer(managed, { port: 0, storageFile });
    await make(first, '/users', { username: 'erin' });
    await first.close();
    const notices: string[] = [];
    const edited: AccessModel = { ...managed, organizations: [] };
    const second = await startIssuer(edited, { storageFile, onNotice: (notice) => notices.push(notice) });
    expect(second.access.users().some(({ username }) => username === 'erin')).toBe(false);
    expect(notices).toEqual([expect.stringContaining('keeps changes of another access model')]);
  });
});

describe('token-issuer export', () => {
  it('from a storage file: an access file that an issuer begins with', async () => {
    const storageFile = await temporaryFile('issuer.db');
    const issuer = await createIssuer(managed, { port: 0, storageFile });
    await changeEverything(issuer);
    const { body } = await callManagement(issuer, 'GET', '/access-model');
    await issuer.close();
    const { out, code } = await run(['export', '--storage', storageFile]);
    expect(code).toBe(0);
    const model = JSON.parse(out) as AccessModel;
    expect(model).toEqual(body);
    const again = await startIssuer(model);
    expect(again.access.model()).toEqual(model);
    const asked = { resource: 'https://plan.example.com', scope: 'read:plan' };
    expect((await clientCredentials(again, 'demo-reader:demo-reader-secret', asked)).body['scope']).toBe(
      'read:plan',
    );
  });

  it('from an issuer that runs, as YAML', async () => {
    const issuer = await startIssuer(managed);
    await changeEverything(issuer);
    const args = ['export', '--port', String(issuer.port), '--client', ADMIN, '--yaml'];
    const { out } = await run(args);
    expect(parseYaml(out)).toEqual(JSON.parse(JSON.stringify(issuer.access.model())));
  });

  it.each<[string, (issuer: Issuer) => Promise<readonly string[]>, string, number]>([
    [
      'a wrong secret',
      async ({ port }) => ['--port', String(port), '--client', 'demo-admin:wrong'],
      'answered 401: client authentication failed',
      1,
    ],
    [
      'a client that may not',
      async ({ port }) => ['--port', String(port), '--client', 'demo-reader:demo-reader-secret'],
      '/api/access-model answered 403: Forbidden. Please check your user roles and permissions.',
      1,
    ],
    [
      'a storage file that is not there',
      async () => ['--storage', '/nowhere/issuer.db'],
      '/nowhere/issuer.db: there is no such file.',
      1,
    ],
    ['nowhere to export from', async () => [], 'export needs --storage <file>, or --client <id:secret>', 2],
    [
      'a client without a secret',
      async () => ['--client', 'x'],
      '--client: expected the id and the secret',
      2,
    ],
  ])('%s: one sentence', async (_title, args, sentence, code) => {
    const issuer = await startIssuer(managed);
    const ended = await run(['export', ...(await args(issuer))]);
    expect([ended.code, ended.out]).toEqual([code, '']);
    expect(ended.errors).toContain(sentence);
  });

  it('what cannot stand in an access file is named', async () => {
    const issuer = await startIssuer(managed);
    await make(issuer, '/resources', { name: 'P', indicator: 'nope' });
    const { errors, code } = await run(['export', '--port', String(issuer.port), '--client', ADMIN]);
    expect(code).toBe(1);
    expect(errors).toMatch(/^This cannot stand in an access file: resources\[2\]\.indicator: expected/);
  });

  it('--watch says that it takes changes back, and takes what was written back in silence', async () => {
    const file = await temporaryFile('access.json');
    await writeFile(file, JSON.stringify(managed));
    const command = start([file, '--port', '0', '--watch']);
    const port = Number(/localhost:(\d+)\/oidc/.exec(await command.printed(/Ctrl-C/))?.[1]);
    const running = { port, tokenEndpoint: `http://localhost:${port}/oidc/token` } as Issuer;
    await make(running, '/users', { username: 'erin' });
    const { out } = await run(['export', '--port', String(port), '--client', ADMIN]);
    await writeFile(file, out);
    expect(await command.printed(/has changed/)).not.toContain('are gone');
    expect((await callManagement(running, 'GET', '/users?search.username=erin')).body).toHaveLength(1);
    await make(running, '/users', { username: 'finn' });
    await writeFile(file, JSON.stringify(managed));
    await command.printed(/The changes that were made while it ran are gone.*token-issuer export/);
  });

  it('without an access file, demo-admin may use the Management API', async () => {
    const command = start(['--port', '0']);
    const port = Number(/localhost:(\d+)\/oidc/.exec(await command.printed(/Ctrl-C/))?.[1]);
    const running = { port, tokenEndpoint: `http://localhost:${port}/oidc/token` } as Issuer;
    expect((await callManagement(running, 'GET', '/status')).status).toBe(204);
  });
});

async function changeEverything(issuer: Issuer): Promise<void> {
  const resource = await make(issuer, '/resources', { name: 'Plan', indicator: 'https://plan.example.com' });
  const scope = await make(issuer, `/resources/${resource}/scopes`, { name: 'read:plan' });
  const role = await make(issuer, '/roles', {
    name: 'planner',
    description: 'd',
    type: 'MachineToMachine',
    scopeIds: [scope],
  });
  await callManagement(issuer, 'POST', '/applications/demo-reader/roles', { body: { roleIds: [role] } });
  const user = await make(issuer, '/users', {
    username: 'erin',
    password: 'erin-password',
    profile: { nickname: 'e' },
  });
  const token = { name: 'ci', expiresAt: Date.now() + 3_600_000 };
  await callManagement(issuer, 'POST', `/users/${user}/personal-access-tokens`, { body: token });
  const application = await make(issuer, '/applications', {
    name: 'web',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: ['https://app.example.com/cb'], postLogoutRedirectUris: [] },
    customClientMetadata: { refreshTokenTtlInDays: 3, corsAllowedOrigins: ['https://app.example.com'] },
  });
  await callManagement(issuer, 'POST', `/applications/${application}/secrets`, { body: { name: 'second' } });
  const organizationScope = await make(issuer, '/organization-scopes', { name: 'see:initech' });
  const organizationRole = await make(issuer, '/organization-roles', {
    name: 'initech-seer',
    organizationScopeIds: [organizationScope],
    resourceScopeIds: [scope],
  });
  const organization = await make(issuer, '/organizations', {
    name: 'Initech',
    customData: { plan: 'gold' },
    branding: { logoUrl: 'https://example.com/logo.svg' },
  });
  const path = `/organizations/${organization}/users`;
  await callManagement(issuer, 'POST', path, { body: { userIds: [user] } });
  await callManagement(issuer, 'POST', `${path}/${user}/roles`, {
    body: { organizationRoleIds: [organizationRole] },
  });
  const reader = issuer.access?.roles().find(({ name }) => name === 'reader');
  expect(reader?.scopes).toHaveProperty([RESOURCE]);
}

/** Everything that the API shows of the access model. */
async function readEverything(issuer: Issuer): Promise<readonly unknown[]> {
  const paths = [
    '/resources?includeScopes=true',
    '/roles?page_size=100',
    '/users?page_size=100',
    '/applications',
    '/organizations?page_size=100&showFeatured=true',
    '/organization-roles?page_size=100',
    '/organization-scopes',
  ];
  const shown: unknown[] = [];
  for (const path of paths) shown.push((await callManagement(issuer, 'GET', path)).body);
  const [, , users, applications] = shown as readonly (readonly { readonly id: string }[])[];
  for (const { id } of users ?? []) {
    shown.push((await callManagement(issuer, 'GET', `/users/${id}/personal-access-tokens`)).body);
  }
  for (const { id } of applications ?? []) {
    shown.push((await callManagement(issuer, 'GET', `/applications/${id}/secrets`)).body);
  }
  return shown;
}

async function make(issuer: Issuer, path: string, body: unknown): Promise<string> {
  const made = await callManagement(issuer, 'POST', path, { body });
  expect([made.status, made.body]).toEqual([expect.toBeOneOf([200, 201]), expect.anything()]);
  return String((made.body as Record<string, unknown>)['id']);
}

async function temporaryFile(name: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'token-issuer-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  return join(directory, name);
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [COMMAND, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { out: '', errors: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.errors += text));
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return {
    /** All that was printed since the last time, once it has this in it. */
    async printed(pattern: RegExp): Promise<string> {
      while (!pattern.test(output.out)) {
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      }
      const all = output.out;
      output.out = '';
      return all;
    },
    end: async () => ({ code: await ended, ...output }),
  };
}

function run(args: readonly string[]) {
  return start(args).end();
}
