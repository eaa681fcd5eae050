import { createIssuer, demoAccess } from '@acme/token-issuer';
import { afterAll, describe, expect, it } from 'vitest';
import { config, doctor, type Outcome } from '../support/doctor.js';
import { signIn } from '../support/person.js';
import { closedPort } from '../support/servers.js';

const redirectUri = `http://127.0.0.1:${await closedPort()}/callback`;
const issuer = await createIssuer(
  {
    ...demoAccess,
    clients: [
      ...demoAccess.clients,
      { id: 'doctor-spa', kind: 'spa', redirectUris: [redirectUri] },
      { id: 'doctor-web', kind: 'web', secret: 'doctor-web-secret', redirectUris: [redirectUri] },
    ],
  },
  { port: 0 },
);
afterAll(() => issuer.close());

const environment = { TOKEN_ISSUER: issuer.url };
const login = (...more: readonly string[]) => ['login', '--redirect-uri', redirectUri, ...more];
const AUTH = ['--config', config('auth')];

/** Runs the command, and signs in with the address that it prints. */
async function loginAs(
  username: string,
  parameters: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome & { readonly page: string }> {
  let page: Promise<string> | undefined;
  const outcome = await doctor(parameters, {
    environment: { ...environment, ...more },
    onLine(line) {
      const url = /^ {2}(http\S+)$/.exec(line)?.[1];
      if (url !== undefined) page ??= signIn(url, { username, password: `${username}-password` });
    },
  });
  return { ...outcome, page: (await page) ?? '' };
}

describe('token-doctor login', () => {
  it('shows where the token turns opaque, and that the API accepts the one that is right', async () => {
    const { code, out, page } = await loginAs('bob', [...login('--client', 'doctor-spa'), ...AUTH]);
    expect(code).toBe(0);
    expect(out).toMatch(/✓ resource: both +a JWT, scope read:products write:products/);
    expect(out).toMatch(/✓ resource: authorization alone +an opaque token/);
    expect(out).toMatch(/✓ resource: token alone +refused at the token endpoint: invalid_target/);
    expect(out).toMatch(/✓ resource: neither +an opaque token/);
    expect(out).toMatch(/✓ the API +accepts the token/);
    expect(page).toContain('You can close this page');
  });

  it('names the permission that the person did not get', async () => {
    const { code, out } = await loginAs('alice', [
      ...login('--client', 'doctor-spa', '--scope', 'write:products'),
      ...AUTH,
    ]);
    expect(code).toBe(1);
    expect(out).toMatch(/✗ scope\./);
  });

  it('a client with a secret, which comes from the environment', async () => {
    const parameters = [...login('--client', 'doctor-web'), ...AUTH];
    const { code } = await loginAs('bob', parameters, { TOKEN_DOCTOR_CLIENT_SECRET: 'doctor-web-secret' });
    expect(code).toBe(0);
    const without = await loginAs('bob', parameters);
    expect(without.code).toBe(1);
    expect(without.out).toContain('login.client');
  });

  it('a resource that is not registered', async () => {
    const { code, out } = await loginAs('bob', [
      ...login('--client', 'doctor-spa', '--issuer', issuer.url, '--resource', 'https://nowhere.example.com'),
    ]);
    expect(code).toBe(1);
    expect(out).toContain('login.resource-unknown');
  });
});

describe('token-doctor login: what no browser would tell', () => {
  it('a redirect URI that is not registered is found without a browser', async () => {
    const { code, out, error } = await doctor(['login', '--client', 'demo-spa', ...AUTH], { environment });
    expect(code).toBe(1);
    expect(out).toContain('login.redirect-uri');
    expect(error).toBe('');
  });

  it('a client that does not exist', async () => {
    const { code, out } = await doctor([...login('--client', 'nobody'), ...AUTH], { environment });
    expect(code).toBe(1);
    expect(out).toContain('login.client');
  });

  it('exit 2 where the issuer does not answer, and where the redirect URI is elsewhere', async () => {
    const url = `http://localhost:${await closedPort()}/oidc`;
    const broken = await doctor([...login('--client', 'x', '--issuer', url, '--resource', 'y')]);
    expect(broken.code).toBe(2);
    expect(broken.out).toContain('login.broken-off');
    const elsewhere = await doctor(
      ['login', '--client', 'x', '--redirect-uri', 'https://app.example.com/callback', ...AUTH],
      { environment },
    );
    expect(elsewhere).toMatchObject({ code: 2, out: '' });
  });
});
