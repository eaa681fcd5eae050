import type { Account, Configuration } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { UserState } from '../access/state.js';

/** Which claims each OpenID scope asks for, by Logto's names (OpenID Connect Core §5.4). */
export const OPENID_CLAIMS: NonNullable<Configuration['claims']> = {
  openid: ['sub'],
  profile: ['name', 'username'],
  email: ['email', 'email_verified'],
  phone: ['phone_number', 'phone_number_verified'],
  roles: ['roles'],
  custom_data: ['custom_data'],
};

/** Finds the user behind a token or a session. A suspended one is not found, so that a refresh ends. */
export function createFindAccount(directory: Directory): NonNullable<Configuration['findAccount']> {
  return (_ctx, id) => {
    const user = directory.users.get(id);
    return user === undefined || user.suspended ? undefined : account(user);
  };
}

function account(user: UserState): Account {
  const { id, username, name, email, phone, customData } = user;
  return {
    accountId: id,
    claims: () => ({
      sub: id,
      username,
      roles: [...user.roles].map((role) => role.name),
      custom_data: customData,
      ...(name === undefined ? {} : { name }),
      ...(email === undefined ? {} : { email, email_verified: true }),
      ...(phone === undefined ? {} : { phone_number: phone, phone_number_verified: true }),
    }),
  };
}
