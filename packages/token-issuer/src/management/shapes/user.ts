import type { OrganizationRoleState, PersonalAccessTokenState, UserState } from '../../access/state.js';
import type { Tenant } from '../tenant.js';
import { roleNames } from './organization.js';

/** A user, as Logto tells of it everywhere. */
export function shapeUserProfile(user: UserState) {
  return {
    id: user.id,
    username: nameOf(user),
    primaryEmail: user.email ?? null,
    primaryPhone: user.phone ?? null,
    name: user.name ?? null,
    avatar: user.avatar ?? null,
    customData: user.customData,
    identities: {},
    lastSignInAt: user.lastSignInAt ?? null,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
    profile: user.extra['profile'] ?? {},
    applicationId: null,
    isSuspended: user.suspended,
  };
}

/** A user, as Logto's routes for users tell of it. */
export function shapeUser(user: UserState) {
  return { ...shapeUserProfile(user), hasPassword: user.password !== undefined };
}

/** A member of an organization. */
export function shapeMember([user, roles]: readonly [UserState, ReadonlySet<OrganizationRoleState>]) {
  return { ...shapeUserProfile(user), organizationRoles: roleNames(roles) };
}

/** A personal access token: Logto shows its value whenever it is asked. */
export function shapeToken({ id: tenantId }: Tenant, user: UserState, token: PersonalAccessTokenState) {
  return {
    tenantId,
    userId: user.id,
    name: token.name,
    value: token.token,
    createdAt: token.createdAt,
    expiresAt: token.expiresAt ?? null,
  };
}

/** The columns that a search of users looks at. */
export const USER_COLUMNS = ['id', 'username', 'primary_email', 'primary_phone', 'name'] as const;

/** What a search of users sees. */
export function searchedUser(
  user: UserState,
): Readonly<Record<(typeof USER_COLUMNS)[number], string | null>> {
  return {
    id: user.id,
    username: nameOf(user),
    primary_email: user.email ?? null,
    primary_phone: user.phone ?? null,
    name: user.name ?? null,
  };
}

/** Logto has users without a username; here they go by their id. */
export function nameOf(user: UserState): string | null {
  return user.extra['hasUsername'] === false ? null : user.username;
}
