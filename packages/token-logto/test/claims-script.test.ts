import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { claimsScript, STANDING_CLAIMS } from '../src/index.js';
import { claimsOf, machineToken, manage, startIssuer, userToken } from './support/issuer.js';

const SCRIPTS = '/configs/jwt-customizer/access-token';

describe('the custom-claims script, run by the local issuer as it is', () => {
  it('puts the ids of roles and of the grant into the token of a personal access token, and no session', async () => {
    const issuer = await startIssuer();
    await manage(issuer, 'PUT', SCRIPTS, { script: claimsScript() });
    const roles = await manage<readonly { id: string; name: string }[]>(issuer, 'GET', '/roles');
    const editor = roles.find(({ name }) => name === 'editor')?.id;
    const claims = claimsOf(await userToken(issuer, 'pat_demo_bob'));
    expect(claims).toMatchObject({ role_ids: [editor], grant_id: expect.any(String) as string });
    expect(claims).not.toHaveProperty('session_id');
  });

  it('counts the roles in organizations, each once', async () => {
    const issuer = await startIssuer();
    await manage(issuer, 'PUT', SCRIPTS, { script: claimsScript() });
    await manage(issuer, 'POST', '/organizations/rival/users', { userIds: ['dora'] });
    const [role] = await manage<readonly { id: string }[]>(issuer, 'GET', '/organization-roles');
    await manage(issuer, 'POST', '/organizations/rival/users/roles', {
      userIds: ['dora'],
      organizationRoleIds: [role?.id],
    });
    expect(claimsOf(await userToken(issuer, 'pat_demo_dora'))['role_ids']).toEqual([role?.id]);
    const inAcme = claimsOf(await userToken(issuer, 'pat_demo_dora', { organization_id: 'acme' }));
    expect(inAcme).toMatchObject({ role_ids: [role?.id], organization_id: 'acme' });
  });

  it('leaves machines’ tokens as they are, even where it is set for them too', async () => {
    const issuer = await startIssuer();
    await manage(issuer, 'PUT', SCRIPTS, { script: claimsScript() });
    await manage(issuer, 'PUT', '/configs/jwt-customizer/client-credentials', { script: claimsScript() });
    const claims = claimsOf(await machineToken(issuer, 'demo-reader'));
    expect(claims).toMatchObject({ sub: 'demo-reader', scope: 'read:products' });
    expect([claims['grant_id'], claims['session_id'], claims['role_ids'] ?? []]).toEqual([
      undefined,
      undefined,
      [],
    ]);
  });

  it('takes other names', async () => {
    const issuer = await startIssuer();
    const script = claimsScript({ role: 'r', grant: 'g', session: 's' });
    await manage(issuer, 'PUT', SCRIPTS, { script });
    const claims = claimsOf(await userToken(issuer, 'pat_demo_bob'));
    expect(Object.keys(claims)).toEqual(expect.arrayContaining(['r', 'g']));
    expect(claims).not.toHaveProperty('role_ids');
  });
});

describe('the names of the claims', () => {
  it.each([
    [{ role: 'scope' }, /^role/],
    [{ grant: 'organization_id' }, /^grant/],
    [{ session: '__proto__' }, /^session/],
    [{ role: 'a-b' }, /^role/],
    [{ role: 'x: evil()' }, /^role/],
    [{ role: '' }, /^role/],
    [{ role: undefined }, /^role/],
    [{ role: 'x', grant: 'x' }, /another name for each/],
    [{ roles: 'x' }, /unknown claim "roles"/],
    [null, /^claimsScript: names: expected an object/],
    [5, /^claimsScript: names: expected an object/],
    [[], /^claimsScript: names: expected an object/],
  ])('%j is a TypeError', (names, message) => {
    expect(() => claimsScript(names as never)).toThrow(TypeError);
    expect(() => claimsScript(names as never)).toThrow(message);
  });
});

const cli = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

describe('token-logto claims-script', () => {
  const run = (...argv: readonly string[]) =>
    promisify(execFile)(process.execPath, [cli, ...argv]).catch((error: unknown) => error as object);

  it('prints the script', async () => {
    expect(await run('claims-script')).toMatchObject({ stdout: claimsScript(STANDING_CLAIMS), stderr: '' });
    expect(await run('claims-script', '--role', 'r')).toMatchObject({ stdout: claimsScript({ role: 'r' }) });
  });

  it.each([[[]], [['claims']], [['claims-script', '--role', 'sub']], [['claims-script', '--no']]])(
    '%j: 2, with a word on what it takes',
    async (argv) => {
      expect(await run(...argv)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: expect.stringMatching(/\w/) as string,
      });
    },
  );

  it('--help prints its use', async () => {
    expect(await run('--help')).toMatchObject({ stdout: expect.stringContaining('claims-script') as string });
  });
});
