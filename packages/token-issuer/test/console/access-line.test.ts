import { runInThisContext } from 'node:vm';

import { describe, expect, it } from 'vitest';

import { buildState } from '../../src/access/build.js';
import { checkAccess } from '../../src/access/check.js';
import { writeModel } from '../../src/access/written.js';
import { accessLine } from '../../src/console/access-line/index.js';
import type { AccessThing } from '../../src/console/access-line/index.js';
import { defineAccess, demoAccess } from '../../src/index.js';
import type { AccessModel } from '../../src/index.js';
import { someModel } from '../support/models.js';

/** The model as the issuer tells it: every default has its value, and every thing its id. */
function told(model: AccessModel): AccessModel {
  return writeModel(buildState(checkAccess(model), 0), undefined);
}

function evaluate(line: string): Partial<AccessModel> {
  const define = runInThisContext(`(defineAccess) => defineAccess({ ${line} })`) as (
    define: unknown,
  ) => Partial<AccessModel>;
  return define(defineAccess);
}

function evaluated(model: AccessModel, thing: AccessThing): Partial<AccessModel> {
  return evaluate(accessLine(model, thing, { secrets: true }) ?? 'nothing');
}

/** Every thing of a model by a line of its own, put together again. */
function readBack(model: AccessModel): AccessModel {
  const { resources, roles = [], users = [], clients = [], organizations = [] } = model;
  const each = <T>(things: readonly T[], thing: (item: T) => AccessThing) =>
    things.map((item) => evaluated(model, thing(item)));
  type Lists = Required<Omit<AccessModel, 'organizationScopes' | 'customClaims'>>;
  const list = <K extends keyof Lists>(name: K, parts: readonly Partial<AccessModel>[]) =>
    parts.flatMap((part) => (part[name] ?? []) as readonly unknown[]) as unknown as Lists[K];
  return {
    resources: list(
      'resources',
      each(resources, ({ indicator }) => ({ resource: indicator })),
    ),
    roles: list(
      'roles',
      each(roles, ({ name }) => ({ role: name })),
    ),
    users: list(
      'users',
      each(users, ({ username }) => ({ user: username })),
    ),
    clients: list(
      'clients',
      each(clients, ({ id }) => ({ client: id })),
    ),
    organizations: list(
      'organizations',
      each(organizations, ({ id }) => ({ organization: id })),
    ),
    organizationRoles: list(
      'organizationRoles',
      each(model.organizationRoles ?? [], ({ name }) => ({ organizationRole: name })),
    ),
    organizationScopes: Object.assign(
      {},
      ...each(Object.keys(model.organizationScopes ?? {}), (name) => ({ organizationScope: name })).map(
        (part) => part.organizationScopes,
      ),
    ) as NonNullable<AccessModel['organizationScopes']>,
  };
}

const MODELS = [demoAccess, ...Array.from({ length: 24 }, (_, seed) => someModel(seed))].map(
  (model) => [model] as const,
);

describe('the lines of an access file do the same', () => {
  it.each(MODELS)('as the things that they are printed from (model %#)', (model) => {
    expect(checkAccess(readBack(told(model)))).toEqual(checkAccess(told(model)));
  });

  it.each(MODELS)('as the roles that were given (model %#)', (model) => {
    const now = told(model);
    for (const { username, roles } of now.users ?? []) {
      const { users } = evaluated(now, { rolesOf: { user: username } });
      expect(users).toEqual([{ username, roles }]);
      for (const { id, members = [] } of now.organizations ?? []) {
        const thing = { rolesOf: { user: username }, organization: id };
        const member = members.find(
          ({ user }) => user === (now.users ?? []).find((each) => each.username === username)?.id,
        );
        if (member === undefined) expect(accessLine(now, thing)).toBeUndefined();
        else expect(evaluated(now, thing).organizations).toEqual([{ id, members: [member] }]);
      }
    }
  });

  it.each(MODELS)('as one permission (model %#)', (model) => {
    const now = told(model);
    for (const { indicator, scopes } of now.resources) {
      for (const name of Object.keys(scopes)) {
        const [resource] = evaluated(now, { resource: indicator, permission: name }).resources ?? [];
        expect(resource?.indicator).toBe(indicator);
        expect(Object.keys(resource?.scopes ?? {})).toEqual([name]);
      }
    }
  });
});

describe('a line reads as a person would write it', () => {
  const now = told(demoAccess);

  it('leaves out what is there by itself', () => {
    expect(accessLine(now, { role: 'reader' })).toBe(
      `roles: [{ name: 'reader', kind: 'user', scopes: { 'https://api.example.com': ['read:products'] } }],`,
    );
    expect(accessLine(now, { rolesOf: { client: 'demo-reader' } })).toBe(
      `clients: [{ id: 'demo-reader', roles: ['m2m-reader'], /* … */ }],`,
    );
  });

  it('breaks a long line as prettier would', () => {
    expect(accessLine(now, { resource: 'https://api.example.com' })).toBe(`resources: [
  {
    indicator: 'https://api.example.com',
    name: 'Products API',
    scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
  },
],`);
  });

  it('prints no password and no secret unless it is told to', () => {
    const things: readonly AccessThing[] = [{ user: 'bob' }, { client: 'demo-cli' }];
    const hidden = things.map((thing) => accessLine(now, thing)).join('\n');
    expect(hidden).not.toMatch(/bob-password|pat_demo_bob|demo-cli-secret/);
    const shown = things.map((thing) => accessLine(now, thing, { secrets: true })).join('\n');
    expect(shown).toMatch(/bob-password[^]*pat_demo_bob[^]*demo-cli-secret/);
  });

  it('keeps a name from becoming a part of the program', () => {
    const name = "'], x: 1, //\u2028\n\\";
    const model = told({
      ...demoAccess,
      organizations: [],
      users: [{ username: 'ann', password: 'p', name }],
    });
    expect(evaluated(model, { user: 'ann' }).users).toEqual([{ username: 'ann', password: 'p', name }]);
  });

  it('has nothing to say of what is not there', () => {
    const gone: readonly AccessThing[] = [
      { resource: 'x' },
      { resource: 'https://api.example.com', permission: 'toString' },
      { role: 'x' },
      { user: 'x' },
      { client: 'x' },
      { organization: 'x' },
      { organizationRole: 'x' },
      { organizationScope: 'toString' },
      { rolesOf: { client: 'demo-spa' } },
      { rolesOf: { user: 'alice' }, organization: 'acme' },
    ];
    for (const thing of gone) expect(accessLine(now, thing)).toBeUndefined();
  });
});
