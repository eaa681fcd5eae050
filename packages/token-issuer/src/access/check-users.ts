import { checkGivenRoles } from './check-roles.js';
import {
  describe,
  expectBoolean,
  expectExtra,
  expectList,
  expectObject,
  expectOptionalMoment,
  expectOptionalText,
  expectRecord,
  expectSecret,
  expectText,
  fail,
  Names,
} from './expectation.js';
import type { RoleKind } from './model.js';
import type { CheckedPersonalAccessToken, CheckedUser } from './checked.js';

const MEMBERS = [
  'username',
  'id',
  'password',
  'roles',
  'name',
  'email',
  'phone',
  'avatar',
  'customData',
  'suspended',
  'mfa',
  'personalAccessTokens',
  'extra',
];
const NO_WHITE_SPACE = /^\S+$/;
const PERSONAL_ACCESS_TOKEN = /^pat_[A-Za-z0-9._~-]{4,}$/;

/** Checks the users of an access model. */
export function checkUsers(
  value: unknown,
  kinds: ReadonlyMap<string, RoleKind>,
  clientIds: ReadonlySet<string>,
): readonly CheckedUser[] {
  const usernames = new Names('a username');
  const ids = new Names('an id');
  const tokens = new Names('a token');
  return expectList('users', value).map((item, index) => {
    const path = `users[${index}]`;
    const user = checkUser(path, item, kinds);
    usernames.add(`${path}.username`, user.username);
    ids.add(`${path}.id`, user.id);
    // RFC 9068 §5: a client must not be able to pass for a user whose `sub` is the client's id.
    if (clientIds.has(user.id)) fail(`${path}.id`, 'an id that no client has', describe(user.id));
    user.personalAccessTokens.forEach((token, position) => {
      tokens.add(`${path}.personalAccessTokens[${position}].token`, token.token, true);
    });
    return user;
  });
}

function checkUser(path: string, value: unknown, kinds: ReadonlyMap<string, RoleKind>): CheckedUser {
  const entry = expectObject(path, value, MEMBERS);
  const username = expectText(
    `${path}.username`,
    entry['username'],
    'a text without white space',
    NO_WHITE_SPACE,
  );
  return {
    username,
    id:
      entry['id'] === undefined
        ? username
        : expectText(`${path}.id`, entry['id'], 'a text without white space', NO_WHITE_SPACE),
    password:
      entry['password'] === null
        ? undefined
        : expectSecret(`${path}.password`, entry['password'], 'a password', /^.+$/s),
    roles: checkGivenRoles(`${path}.roles`, entry['roles'], 'user', kinds),
    name: expectOptionalText(`${path}.name`, entry['name']),
    email: expectOptionalText(`${path}.email`, entry['email']),
    phone: expectOptionalText(`${path}.phone`, entry['phone']),
    avatar: expectOptionalText(`${path}.avatar`, entry['avatar']),
    customData:
      entry['customData'] === undefined ? {} : expectRecord(`${path}.customData`, entry['customData']),
    suspended: expectBoolean(`${path}.suspended`, entry['suspended'], false),
    mfa: expectBoolean(`${path}.mfa`, entry['mfa'], false),
    personalAccessTokens: checkTokens(`${path}.personalAccessTokens`, entry['personalAccessTokens']),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}

function checkTokens(path: string, value: unknown): readonly CheckedPersonalAccessToken[] {
  const names = new Names('a name');
  return expectList(path, value).map((item, index) => {
    const token = checkPersonalAccessToken(`${path}[${index}]`, item);
    names.add(`${path}[${index}].name`, token.name);
    return token;
  });
}

/** Checks one personal access token; also for those that are added while the issuer runs. */
export function checkPersonalAccessToken(path: string, value: unknown): CheckedPersonalAccessToken {
  const entry = expectObject(path, value, ['name', 'token', 'expiresAt', 'extra']);
  return {
    name: expectText(`${path}.name`, entry['name']),
    token: expectSecret(
      `${path}.token`,
      entry['token'],
      'a text that begins with pat_ and goes on with at least four letters or digits',
      PERSONAL_ACCESS_TOKEN,
    ),
    expiresAt: expectOptionalMoment(`${path}.expiresAt`, entry['expiresAt']),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}
