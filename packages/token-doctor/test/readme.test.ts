import { readFileSync } from 'node:fs';
import { createIssuer, demoAccess, managementResource } from '@acme/token-issuer';
import { afterAll, describe, expect, it } from 'vitest';
import { doctor } from './support/doctor.js';
import { machineToken } from './support/issuer.js';
import { signIn } from './support/person.js';
import { closedPort } from './support/servers.js';

const redirectUri = `http://127.0.0.1:${await closedPort()}/callback`;
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const issuer = await createIssuer(
  {
    ...demoAccess,
    resources: [...demoAccess.resources, managementResource],
    roles: [
      ...demoAccess.roles,
      { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
    ],
    clients: [
      ...demoAccess.clients,
      { id: 'demo-admin', kind: 'machine', secret: 'demo-admin-secret', roles: ['admin'] },
      { id: 'shop', kind: 'spa', redirectUris: [redirectUri] },
    ],
  },
  { port: 0 },
);
afterAll(() => issuer.close());

const token = await machineToken(issuer);
/** What stands on standard input. */
const INPUTS: Readonly<Record<string, string>> = {
  token,
  request: `curl 'https://api.example.com/products' \\\n  -H 'accept: */*' \\\n  -H 'authorization: Bearer Bearer ${token}'`,
};
const environment = {
  TOKEN_ISSUER: issuer.url,
  TOKEN_DOCTOR_CLIENT_ID: 'demo-admin',
  TOKEN_DOCTOR_CLIENT_SECRET: 'demo-admin-secret',
};

/** What differs from one run to the next. */
function steady(text: string): string {
  return text
    .replaceAll(`localhost:${issuer.port}`, 'localhost:3300')
    .replaceAll(`port ${issuer.port} `, 'port 3300 ')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-11-26T09:30:00.000Z')
    .replaceAll(/\b1\d{9} \(/g, '1795685400 (')
    .replaceAll(/(kid +)[\w-]{43}/g, '$1oGCzQW…')
    .replaceAll(/(user|machine) (\S+) \([\w-]+\)/g, '$1 $2 (…)')
    .replaceAll(
      /Node\.js v[\d.]+, NODE_ENV \w+( set)?(, in a container)?/g,
      'Node.js v24.21.0, NODE_ENV development',
    )
    .replaceAll(/localhost is [\d.:, ]+/g, 'localhost is 127.0.0.1');
}

const shown = [...readme.matchAll(/^```console\n\$ (?:(\w+) \| )?npx token-doctor ?(.*)\n([\s\S]*?)^```$/gm)];

describe('README', () => {
  it('shows every command', () => {
    expect(shown.map(([, , parameters = '']) => parameters.split(' ')[0])).toEqual([
      '--config',
      'curl',
      'check',
      'can',
      'can',
      'login',
    ]);
  });

  it.each(shown.map(([, input = '', parameters = '', output = '']) => [parameters, input, output]))(
    'shows token-doctor %s as it is run',
    async (parameters, input, output) => {
      const { out } = await doctor(
        [
          ...parameters.split(' '),
          ...(parameters.startsWith('login') ? ['--redirect-uri', redirectUri] : []),
        ],
        {
          input: INPUTS[input] ?? '',
          environment,
          cwd: new URL('readme/', import.meta.url),
          onLine(line) {
            const url = /^ {2}(http\S+)$/.exec(line)?.[1];
            if (url !== undefined) void signIn(url, { username: 'bob', password: 'bob-password' });
          },
        },
      );
      expect(steady(out)).toBe(output);
    },
  );
});
