import type { AccessModel, OrganizationRoleEntry, RoleEntry } from '../../src/index.js';

/** Numbers that are the same at every run, so that a failure can be seen again. */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number below a bound (mulberry32). */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  }

  some<T>(items: readonly T[]): readonly T[] {
    return items.filter(() => this.below(2) === 0);
  }

  one<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

export const CALLBACK = 'http://localhost:9999/callback';
const ODD = ["it's", '__proto__', 'constructor', 'a:b', '1', 'read', 'write.all', '/*…*/', '${x}'];

/** A model in which everything that decides about a grant is there now and then. */
export function someModel(seed: number): AccessModel {
  const chance = new Chance(seed);
  const resources = ['https://one.example.com', 'https://two.example.com/a?b=c', 'urn:example:three']
    .slice(0, 1 + chance.below(3))
    .map((indicator, index) => ({
      indicator,
      ...(chance.below(2) === 0 ? { name: `Resource ${index}` } : {}),
      scopes: Object.fromEntries(
        ODD.slice(index, index + 3).map((name) => [name, chance.one(['', 'Says so'])]),
      ),
      ...(chance.below(3) === 0 ? { accessTokenLife: 60 + index } : {}),
      ...(index === 0 && chance.below(2) === 0 ? { default: true } : {}),
    }));
  const organizationScopes = { 'read:members': 'See them', 'write:members': { description: 'Change them' } };
  const scopesOf = () =>
    Object.fromEntries(
      chance.some(resources).map(({ indicator, scopes }) => [indicator, chance.some(Object.keys(scopes))]),
    );
  const roles = ['u1', 'u2', 'm1', 'm2'].map((name): RoleEntry => ({
    name,
    kind: name.startsWith('u') ? 'user' : 'machine',
    scopes: scopesOf(),
  }));
  const organizationRoles = ['ou', 'om'].map((name): OrganizationRoleEntry => ({
    name,
    kind: name === 'ou' ? 'user' : 'machine',
    scopes: scopesOf(),
    organizationScopes: chance.some(Object.keys(organizationScopes)),
  }));
  return {
    resources,
    roles,
    organizationScopes,
    organizationRoles,
    users: ['ann', 'ben'].map((username, index) => ({
      username,
      ...(index === 1 ? { id: 'b2' } : {}),
      password: chance.one([`${username}'s password`, null]),
      roles: chance.some(['u1', 'u2']),
      ...(chance.below(3) === 0 ? { mfa: true } : {}),
      ...(index === 1 && chance.below(4) === 0 ? { suspended: true } : {}),
      personalAccessTokens:
        chance.below(3) === 0 ? [] : [{ name: 'laptop', token: `pat_${username}_${seed}` }],
    })),
    clients: [
      { id: 'robot', kind: 'machine', secret: 'robot-secret', roles: chance.some(['m1', 'm2']) },
      {
        id: 'web',
        kind: 'web',
        secrets: [{ name: 'first', value: 'web-secret', expiresAt: '2099-01-01T00:00:00.000Z' }],
        redirectUris: [CALLBACK],
        tokenExchange: chance.below(2) === 0,
      },
      { id: 'spa', kind: 'spa', name: 'A page', redirectUris: [CALLBACK] },
      { id: 'app', kind: 'native', redirectUris: ['com.example.app://callback'], tokenExchange: true },
    ],
    organizations: ['red', 'blue'].map((id) => ({
      id,
      mfaRequired: chance.below(3) === 0,
      members: chance.some(['ann', 'ben']).map((user) => ({ user, roles: chance.some(['ou']) })),
      machines: chance.some(['robot']).map((client) => ({ client, roles: chance.some(['om']) })),
    })),
  };
}
