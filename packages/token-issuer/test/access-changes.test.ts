import { describe, expect, it } from 'vitest';

import { demoAccess, isAccessError } from '../src/index.js';
import type { AccessModel, CustomClaimsInput } from '../src/index.js';
import { authorize, discover, exchangeCode } from './support/client.js';
import { clientCredentials, readToken, requestToken, RESOURCE, startIssuer } from './support/issuer.js';
import { aText } from './support/matchers.js';

const READER = 'demo-reader:demo-reader-secret';
const BOTH = { resource: RESOURCE, scope: 'read:products write:products' };

describe('roles at run time', () => {
  it('a machine’s next token has its new role’s permissions, and loses them again', async () => {
    const issuer = await startIssuer();
    issuer.access.assignRole({ client: 'demo-reader' }, 'm2m-editor');
    expect((await clientCredentials(issuer, READER, BOTH)).body['scope']).toBe(
      'read:products write:products',
    );
    issuer.access.removeRole({ client: 'demo-reader' }, 'm2m-editor');
    expect((await clientCredentials(issuer, READER, BOTH)).body['scope']).toBe('read:products');
    issuer.access.removeRole({ client: 'demo-reader' }, 'm2m-reader');
    expect((await clientCredentials(issuer, READER, BOTH)).body).not.toHaveProperty('scope');
  });

  it('what is issued stays issued', async () => {
    const issuer = await startIssuer();
    const before = await clientCredentials(issuer, READER, BOTH);
    issuer.access.removeRole({ client: 'demo-reader' }, 'm2m-reader');
    expect((await readToken(issuer, before)).claims['scope']).toBe('read:products');
  });

  it('the lists say how things are, without secrets', async () => {
    const { access } = await startIssuer();
    access.assignRole({ user: 'carol' }, 'reader');
    access.suspendUser('bob');
    expect(access.users()).toEqual([
      { id: 'alice', username: 'alice', roles: ['reader'], suspended: false, personalAccessTokens: [] },
      { id: 'bob', username: 'bob', roles: ['editor'], suspended: true, personalAccessTokens: ['demo'] },
      { id: 'carol', username: 'carol', roles: ['reader'], suspended: false, personalAccessTokens: [] },
      { id: 'dora', username: 'dora', roles: [], suspended: false, personalAccessTokens: ['demo'] },
    ]);
    expect(access.clients()[0]).toEqual({
      id: 'demo-reader',
      kind: 'machine',
      name: 'demo-reader',
      roles: ['m2m-reader'],
    });
    expect(access.roles()[0]).toEqual({
      name: 'reader',
      kind: 'user',
      scopes: { [RESOURCE]: ['read:products'] },
    });
    expect(access.resources()[0]).toMatchObject({
      indicator: RESOURCE,
      accessTokenLife: 3600,
      default: false,
    });
    const all = JSON.stringify([access.users(), access.clients(), access.roles(), access.resources()]);
    expect(all).not.toMatch(/secret|password|pat_/);
  });

  it('mistakes are TypeErrors, and change nothing', async () => {
    const { access } = await startIssuer();
    const before = JSON.stringify([access.users(), access.clients(), access.roles()]);
    const mistakes: readonly [() => void, string][] = [
      [
        () => access.assignRole({ user: 'alice' }, 'm2m-reader'),
        'role: expected one of kind user, found "m2m-reader", which is of kind machine',
      ],
      [
        () => access.assignRole({ client: 'demo-reader' }, 'reader'),
        'role: expected one of kind machine, found "reader", which is of kind user',
      ],
      [
        () => access.assignRole({ client: 'demo-spa' }, 'm2m-reader'),
        'client: expected one of kind machine, found "demo-spa" of kind spa',
      ],
      [() => access.assignRole({ client: 'nobody' }, 'm2m-reader'), 'client: unknown "nobody"'],
      [() => access.assignRole({ user: 'nobody' }, 'reader'), 'user: unknown "nobody"'],
      [() => access.assignRole({ user: 'alice' }, 'boss'), 'role: unknown "boss"'],
      [() => access.removeRole({ user: 'alice' }, 'boss'), 'role: unknown "boss"'],
      [() => access.suspendUser('nobody'), 'user: unknown "nobody"'],
      [
        () => access.setRoleScopes('reader', RESOURCE, ['fly:kites']),
        `scopes: expected permissions of ${RESOURCE}, found "fly:kites"`,
      ],
      [() => access.setRoleScopes('reader', 'urn:x', []), 'resource: unknown "urn:x"'],
    ];
    for (const [attempt, message] of mistakes) {
      expect(attempt).toThrow(TypeError);
      expect(attempt).toThrow(message);
      // Told apart by a code, never by the words.
      const code = message.includes(': unknown ') ? 'unknown' : 'mistaken';
      expect(errorOf(attempt)).toMatchObject({ code, path: message.split(':')[0] });
      expect(isAccessError(errorOf(attempt))).toBe(true);
    }
    expect(JSON.stringify([access.users(), access.clients(), access.roles()])).toBe(before);
  });

  it('users are named by id or by username', async () => {
    const users = [{ username: 'ann', id: 'u1', password: 'p' }];
    const { access } = await startIssuer({ ...demoAccess, users, organizations: [] });
    access.assignRole({ user: 'ann' }, 'reader');
    access.assignRole({ user: 'u1' }, 'editor');
    expect(access.users()[0]?.roles).toEqual(['reader', 'editor']);
  });
});

describe('another model at run time', () => {
  it('takes the place of the whole; keys and sessions stay', async () => {
    const issuer = await startIssuer();
    const { current } = issuer.keys.ids();
    const { browser } = await authorize(await discover(issuer, 'demo-spa'));
    issuer.access.replace({
      ...demoAccess,
      clients: [{ id: 'new', kind: 'machine', secret: 's' }, ...demoAccess.clients.slice(2)],
    });
    expect((await clientCredentials(issuer, READER, BOTH)).body['error']).toBe('invalid_client');
    const { header } = await readToken(issuer, await clientCredentials(issuer, 'new:s', BOTH));
    expect(header.kid).toBe(current);
    const silent = await authorize(await discover(issuer, 'demo-spa'), { browser, prompt: 'none' });
    expect(silent.shown.url.searchParams.has('code')).toBe(true);
  });

  it('with a mistake in it, leaves everything as it was', async () => {
    const issuer = await startIssuer();
    expect(() => issuer.access.replace({ resources: [] })).toThrow(
      'resources: expected at least one resource',
    );
    expect((await clientCredentials(issuer, READER, BOTH)).status).toBe(200);
  });
});

describe('custom claims', () => {
  it('are added for machines and users, and told what Logto tells its scripts', async () => {
    const inputs: CustomClaimsInput[] = [];
    const issuer = await startIssuer(
      withClaims((input) => {
        inputs.push(input);
        const { user, application } = input.context;
        return {
          plan: 'gold',
          nested: { a: 1 },
          who: user?.roles.map(({ name }) => name) ?? application?.name,
        };
      }),
    );
    const machine = await readToken(issuer, await clientCredentials(issuer, READER, BOTH));
    expect(machine.claims).toMatchObject({ plan: 'gold', nested: { a: 1 }, who: 'demo-reader' });
    const config = await discover(issuer, 'demo-spa');
    const response = await authorize(config, { resource: RESOURCE, user: 'bob' });
    const tokens = await exchangeCode(config, response, { resource: RESOURCE });
    const person = await readToken(issuer, { status: 200, headers: new Headers(), body: tokens });
    expect(person.claims['who']).toEqual(['editor']);
    expect(inputs).toMatchObject([
      {
        token: { kind: 'ClientCredentials', clientId: 'demo-reader', aud: RESOURCE, scope: 'read:products' },
        context: { application: { id: 'demo-reader', type: 'MachineToMachine' } },
        environmentVariables: {},
      },
      {
        token: {
          kind: 'AccessToken',
          clientId: 'demo-spa',
          accountId: 'bob',
          aud: RESOURCE,
          gty: 'authorization_code',
          scope: 'read:products write:products',
          grantId: aText,
          sessionUid: aText,
        },
        context: {
          user: {
            id: 'bob',
            username: 'bob',
            primaryEmail: 'bob@example.com',
            isSuspended: false,
            hasPassword: true,
            roles: [
              {
                name: 'editor',
                scopes: [
                  { name: 'read:products', resource: { indicator: RESOURCE } },
                  { name: 'write:products', resource: { indicator: RESOURCE } },
                ],
              },
            ],
          },
          interaction: { interactionEvent: 'SignIn', userId: 'bob' },
          application: { id: 'demo-spa', type: 'SPA' },
        },
      },
    ]);
    expect(Object.keys(inputs[0]?.context ?? {})).toEqual(['application']);
    expect(JSON.stringify(inputs)).not.toMatch(/secret|password"|pat_/);
  });

  it('for a personal access token: no interaction', async () => {
    const inputs: CustomClaimsInput[] = [];
    const issuer = await startIssuer(withClaims((input) => void inputs.push(input)));
    await requestToken(issuer, 'demo-cli:demo-cli-secret', {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: 'pat_demo_bob',
      subject_token_type: 'urn:logto:token-type:personal_access_token',
      resource: RESOURCE,
    });
    expect(Object.keys(inputs[0]?.context ?? {})).toEqual(['user', 'application']);
    expect(inputs[0]?.token).not.toHaveProperty('sessionUid');
  });

  it('cannot replace the protected ones, present or absent', async () => {
    const forged = {
      iss: 'https://evil.example.com',
      aud: 'urn:x',
      sub: 'root',
      exp: 1,
      iat: 1,
      jti: 'x',
      scope: 'all',
      client_id: 'x',
    };
    const issuer = await startIssuer(withClaims(() => ({ ...forged, ok: true })));
    const { claims } = await readToken(
      issuer,
      await clientCredentials(issuer, READER, { resource: RESOURCE }),
    );
    expect(claims).toMatchObject({
      ok: true,
      iss: issuer.url,
      aud: RESOURCE,
      sub: 'demo-reader',
      client_id: 'demo-reader',
    });
    expect(claims).not.toHaveProperty('scope');
    for (const [name, value] of Object.entries(forged)) expect(claims[name]).not.toBe(value);
  });

  const failing: readonly (readonly [string, () => unknown])[] = [
    [
      'throws',
      () => {
        throw new Error('no plan');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no plan'))],
    ['returns null', () => null],
    ['returns a list', () => ['gold']],
    ['returns a text', () => 'gold'],
  ];
  it.each(failing)('a function that %s: the token without its claims, and a notice', async (_title, run) => {
    const notices: string[] = [];
    const issuer = await startIssuer(withClaims(run as NonNullable<AccessModel['customClaims']>), {
      onNotice: (notice) => notices.push(notice),
    });
    const { claims } = await readToken(issuer, await clientCredentials(issuer, READER, BOTH));
    expect(Object.keys(claims).toSorted()).toEqual(
      ['aud', 'client_id', 'exp', 'iat', 'iss', 'jti', 'scope', 'sub'].toSorted(),
    );
    expect(notices.join('\n')).toContain('customClaims');
  });

  it('api.denyAccess refuses the token: 400 access_denied with its words', async () => {
    const issuer = await startIssuer(withClaims(({ api }) => api.denyAccess('not before noon')));
    const answer = await clientCredentials(issuer, READER, BOTH);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      code: 'oidc.access_denied',
      message: 'Access denied.',
      error: 'access_denied',
      error_description: 'not before noon',
    });
  });

  it('can forge organization_id, as with Logto', async () => {
    const issuer = await startIssuer(withClaims(() => ({ organization_id: 'forged' })));
    const { claims } = await readToken(issuer, await clientCredentials(issuer, READER, BOTH));
    expect(claims['organization_id']).toBe('forged');
  });

  it('are not called for an opaque token', async () => {
    let calls = 0;
    const issuer = await startIssuer(withClaims(() => ({ calls: (calls += 1) })));
    const config = await discover(issuer, 'demo-spa');
    const tokens = await exchangeCode(config, await authorize(config, { scope: 'openid' }));
    expect(tokens.access_token).toMatch(/^[\w-]{43}$/);
    expect(calls).toBe(0);
    await requestToken(issuer, READER, { grant_type: 'client_credentials', resource: RESOURCE });
    expect(calls).toBe(1);
  });
});

function withClaims(customClaims: NonNullable<AccessModel['customClaims']>): AccessModel {
  return { ...demoAccess, customClaims };
}

function errorOf(attempt: () => void): unknown {
  try {
    attempt();
    return undefined;
  } catch (error) {
    return error;
  }
}
