import type { Account, Configuration } from 'oidc-provider';

import { rolesIn } from '../access/directory.js';
import type { Directory } from '../access/directory.js';
import type { UserState } from '../access/state.js';
import { nameOf } from '../management/shapes/user.js';
import { ORGANIZATION_ROLES_SCOPE, ORGANIZATIONS_SCOPE } from './logto.js';

type Claims = NonNullable<Configuration['claims']>;

/** Which claims each OpenID scope asks for, by Logto's names (OpenID Connect Core §5.4). */
export const OPENID_CLAIMS: Claims = {
  openid: ['sub'],
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
    'username',
    'created_at',
  ],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  address: ['address'],
  custom_data: ['custom_data'],
  identities: ['identities', 'sso_identities'],
  roles: ['roles'],
  [ORGANIZATIONS_SCOPE]: ['organizations', 'organization_data'],
  [ORGANIZATION_ROLES_SCOPE]: ['organization_roles'],
};

/** What Logto tells at userinfo only. */
const USERINFO_ONLY: readonly string[] = ['custom_data', 'identities', 'sso_identities', 'organization_data'];

/**
 * Finds the user behind a token or a session. A suspended one can redeem a code that was issued before, as in
 * Logto, and nothing else.
 */
export function createFindAccount(directory: Directory): NonNullable<Configuration['findAccount']> {
  return (_ctx, id, token) => {
    const user = directory.users.get(id);
    if (user === undefined) return undefined;
    return user.suspended && token?.kind !== 'AuthorizationCode' ? undefined : account(directory, user);
  };
}

function account(directory: Directory, user: UserState): Account {
  return {
    accountId: user.id,
    claims: (use) => {
      const claims = claimsOf(directory, user);
      if (use === 'id_token') for (const name of USERINFO_ONLY) delete claims[name];
      return { ...claims, sub: user.id };
    },
  };
}

/** Logto says null for a name, a picture, an address or a number that is not there. */
function claimsOf(directory: Directory, user: UserState): Record<string, unknown> {
  const organizations = directory.organizationsOf(user);
  return {
    name: user.name ?? null,
    picture: user.avatar ?? null,
    username: nameOf(user),
    preferred_username: nameOf(user) ?? undefined,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
    email: user.email ?? null,
    email_verified: user.email !== undefined,
    phone_number: user.phone ?? null,
    phone_number_verified: user.phone !== undefined,
    roles: [...user.roles].map(({ name }) => name),
    custom_data: user.customData,
    identities: {},
    sso_identities: [],
    organizations: organizations.map(({ id }) => id),
    organization_data: organizations.map(({ id, name, description }) => ({
      id,
      name,
      description: description ?? null,
    })),
    organization_roles: organizations.flatMap((organization) =>
      [...(rolesIn(organization, user) ?? [])].map(({ name }) => `${organization.id}:${name}`),
    ),
  };
}
