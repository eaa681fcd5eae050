import { z } from 'zod/v3';

import { createId } from '../../access/ids.js';
import type { UserState } from '../../access/state.js';
import { jsonObject, text } from '../guard.js';
import { assertSomething, findUser } from '../lookup.js';
import { Refusal } from '../refusal.js';
import { done, list, ok, route } from '../route.js';
import type { Route } from '../route.js';
import { isYes, readSearch } from '../search.js';
import { nameOf, searchedUser, shapeUser, shapeUserProfile, USER_COLUMNS } from '../shapes/user.js';
import type { Tenant } from '../tenant.js';
import { profile, touched } from './user-parts.js';

/** The length of a user's id, where other ids have 21 characters. */
const ID_LENGTH = 12;

const username = z.string().regex(/^[A-Z_a-z]\w*$/);
const email = z.string().regex(/^\S+@\S+\.\S+$/);
const phone = z.string().regex(/^\d+$/);
const avatar = z.string().url().or(z.literal('')).nullable();
const newUser = z
  .object({
    primaryPhone: phone,
    primaryEmail: email,
    username,
    password: text,
    passwordDigest: z.string().max(256),
    passwordAlgorithm: z.string(),
    name: z.string(),
    avatar,
    customData: jsonObject,
    profile,
  })
  .partial();
const changedUser = z
  .object({
    username: orNothing(username),
    primaryEmail: orNothing(email),
    primaryPhone: orNothing(phone),
    name: orNothing(z.string()),
    avatar,
    customData: jsonObject,
    profile,
  })
  .partial();

interface Identifiers {
  readonly username?: string | null | undefined;
  readonly primaryEmail?: string | null | undefined;
  readonly primaryPhone?: string | null | undefined;
}

/** Users. */
export const userRoutes: readonly Route[] = [
  route('GET', '/users', { pages: 'always', answer: ({ tenant, search }) => listUsers(tenant, search) }),
  route('POST', '/users', {
    body: newUser,
    answer: ({ tenant, body }) => {
      if (body.password !== undefined && body.passwordDigest !== undefined) {
        throw new Refusal(400, 'user.password_and_digest');
      }
      // A digest of another program's password: nobody could sign in with it here.
      if (body.passwordDigest !== undefined) throw new Refusal(501, 'request.feature_not_supported');
      assertFree(tenant, body);
      const { directory } = tenant;
      const now = directory.now();
      const id = createId(ID_LENGTH);
      const user: UserState = {
        kind: 'user',
        id,
        // Who has no username signs in by the id.
        username: body.username ?? id,
        password: body.password,
        name: given(body.name),
        email: body.primaryEmail,
        phone: body.primaryPhone,
        avatar: given(body.avatar),
        customData: body.customData ?? {},
        suspended: false,
        mfa: false,
        roles: new Set(
          [...directory.roles.values()].filter(
            (role) => role.kind === 'user' && role.extra['isDefault'] === true,
          ),
        ),
        tokens: new Map(),
        createdAt: now,
        updatedAt: now,
        lastSignInAt: undefined,
        extra: {
          ...(body.username === undefined ? { hasUsername: false } : {}),
          ...(body.profile === undefined ? {} : { profile: body.profile }),
        },
      };
      directory.users.set(id, user);
      return ok(shapeUser(user));
    },
  }),
  route('GET', '/users/:userId', {
    answer: ({ tenant, params: { userId = '' } }) => ok(shapeUser(findUser(tenant, userId))),
  }),
  route('PATCH', '/users/:userId', {
    body: changedUser,
    answer: ({ tenant, params: { userId = '' }, body }) => {
      const user = findUser(tenant, userId);
      assertFree(tenant, body, user);
      assertSomething(body);
      if (body.username !== undefined) {
        const name = given(body.username);
        user.username = name ?? user.id;
        user.extra = { ...user.extra, hasUsername: name !== undefined };
      }
      user.email = replaced(user.email, body.primaryEmail);
      user.phone = replaced(user.phone, body.primaryPhone);
      user.name = replaced(user.name, body.name);
      user.avatar = replaced(user.avatar, body.avatar);
      user.customData = body.customData ?? user.customData;
      if (body.profile !== undefined) user.extra = { ...user.extra, profile: body.profile };
      return ok(shapeUser(touched(tenant, user)));
    },
  }),
  route('DELETE', '/users/:userId', {
    answer: ({ tenant, params: { userId = '' }, caller }) => {
      if (userId === caller) throw new Refusal(400, 'user.cannot_delete_self');
      const user = findUser(tenant, userId);
      const data = shapeUserProfile(user);
      tenant.directory.deleteUser(user);
      return { ...done, events: [{ event: 'User.Deleted', members: { data } }] };
    },
  }),
];

function listUsers({ directory }: Tenant, search: URLSearchParams) {
  const excludedRole = search.get('excludeRoleId') ?? '';
  const excludedOrganization = search.get('excludeOrganizationId') ?? '';
  if (excludedRole !== '' && excludedOrganization !== '') {
    const details = 'Parameter `excludeRoleId` and `excludeOrganizationId` cannot be used at the same time.';
    throw new Refusal(400, 'request.invalid_input', { words: { details } });
  }
  const matches = readSearch(search, USER_COLUMNS);
  const role = directory.roles.get(excludedRole);
  const members = directory.organizations.get(excludedOrganization)?.members;
  const users = [...directory.users.values()].filter(
    (user) =>
      !(role !== undefined && user.roles.has(role)) &&
      members?.has(user) !== true &&
      matches(searchedUser(user)),
  );
  if (isYes(search.get('includePasswordHash'))) throw new Refusal(501, 'request.feature_not_supported');
  // The newest first.
  return list(users.toReversed(), shapeUser);
}

/** No two users share a username, an address or a number. @throws Refusal 422 */
function assertFree({ directory }: Tenant, identifiers: Identifiers, except?: UserState): void {
  for (const user of directory.users.values()) {
    if (user === except) continue;
    if (isSame(identifiers.username, nameOf(user))) throw new Refusal(422, 'user.username_already_in_use');
    if (isSame(identifiers.primaryEmail?.toLowerCase(), user.email?.toLowerCase())) {
      throw new Refusal(422, 'user.email_already_in_use');
    }
    if (isSame(identifiers.primaryPhone, user.phone)) throw new Refusal(422, 'user.phone_already_in_use');
  }
}

function isSame(wanted: string | null | undefined, taken: string | null | undefined): boolean {
  return wanted !== undefined && wanted !== null && wanted !== '' && wanted === taken;
}

/** Null and the empty text take a member away. */
function replaced(before: string | undefined, after: string | null | undefined): string | undefined {
  return after === undefined ? before : given(after);
}

function given(text: string | null | undefined): string | undefined {
  return text === null || text === '' ? undefined : text;
}

function orNothing<T extends z.ZodString>(shape: T) {
  return shape.or(z.literal('')).nullable();
}
