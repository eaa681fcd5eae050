import type { AccessState } from './build.js';
import type { Origin } from './check-resources.js';
import type { AccessModel, Extra, ResourceEntry, RoleEntry, ScopeEntry } from './model.js';
import type { ClientEntry } from './model-clients.js';
import type { CustomClaims } from './custom-claims.js';
import type { OrganizationEntry, OrganizationRoleEntry } from './model-organizations.js';
import type { UserEntry } from './model-users.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from './state.js';

/**
 * The things as they are now, written as an access model: `checkAccess` takes it, and the ids in it are those
 * of now. It is plain data but for the function.
 *
 * @param origin - `kept`: exactly as it is, with every moment, for the storage. `given`: for people.
 */
export function writeModel(
  state: AccessState,
  customClaims: CustomClaims | undefined,
  origin: Origin = 'given',
): AccessModel {
  const write = writers(origin);
  return {
    resources: [...state.resources.values()].map(write.resource),
    roles: [...state.roles.values()].map(write.role),
    users: [...state.users.values()].map(write.user),
    clients: [...state.clients.values()].map(write.client),
    organizationScopes: write.scopes(state.organizationScopes.values()),
    organizationRoles: [...state.organizationRoles.values()].map(write.organizationRole),
    organizations: [...state.organizations.values()].map(write.organization),
    ...(customClaims === undefined ? {} : { customClaims }),
  };
}

type Moments = Readonly<Record<string, number | undefined>>;

function writers(origin: Origin) {
  /** What nothing here reads, and when a thing came to exist. */
  function rest(extra: Extra, moments: Moments = {}): { readonly extra?: Extra } {
    const all = origin === 'kept' ? { ...extra, ...moments } : extra;
    return Object.keys(all).length === 0 ? {} : { extra: all };
  }

  function scopes(all: Iterable<ScopeState>): Readonly<Record<string, ScopeEntry>> {
    const scopesNow = [...all];
    return Object.fromEntries(
      scopesNow.map(({ id, name, description, implies = [], createdAt }) => {
        // One that has another name by now is implied no more.
        const implied = implies.filter((other) => scopesNow.some((scope) => scope.name === other));
        return [
          name,
          {
            ...(description === undefined ? {} : { description }),
            id,
            ...(implied.length === 0 ? {} : { implies: implied }),
            ...rest({}, { createdAt }),
          },
        ];
      }),
    );
  }

  function resource(state: ResourceState): ResourceEntry {
    const { id, indicator, name, accessTokenLife, reserved = [] } = state;
    return {
      indicator,
      id,
      name,
      scopes: scopes(state.scopes.values()),
      ...(reserved.length === 0 ? {} : { reserved }),
      accessTokenLife: origin === 'kept' ? accessTokenLife : writeLife(accessTokenLife),
      default: state.default,
    };
  }

  function role(state: RoleState): RoleEntry {
    const { id, name, kind, description, extra } = state;
    const byIndicator: Record<string, string[]> = {};
    for (const scope of state.scopes) (byIndicator[scope.resource.indicator] ??= []).push(scope.name);
    return { name, id, kind, ...given({ description }), scopes: byIndicator, ...rest(extra) };
  }

  function organizationRole(state: OrganizationRoleState): OrganizationRoleEntry {
    return { ...role(state), organizationScopes: namesOf(state.organizationScopes) };
  }

  function user(state: UserState): UserEntry {
    const { username, id, password, name, email, phone, avatar, customData, suspended, mfa } = state;
    const { createdAt, updatedAt, lastSignInAt } = state;
    return {
      username,
      id,
      password: password ?? null,
      ...given({ name, email, phone, avatar }),
      roles: namesOf(state.roles),
      customData,
      suspended,
      mfa,
      personalAccessTokens: [...state.tokens.values()].map((token) => ({
        name: token.name,
        token: token.token,
        ...expiry(token),
        ...rest({}, { createdAt: token.createdAt }),
      })),
      ...rest(state.extra, { createdAt, updatedAt, lastSignInAt }),
    };
  }

  function client(state: ClientState): ClientEntry {
    const { id, kind, name, description, customData, tokenExchange, extra, createdAt } = state;
    const common = {
      id,
      name,
      ...given({ description }),
      customData,
      tokenExchange,
      ...rest(extra, { createdAt }),
    };
    const secrets = [...state.secrets.values()].map((secret) => ({
      name: secret.name,
      value: secret.value,
      ...expiry(secret),
      ...rest({}, { createdAt: secret.createdAt }),
    }));
    if (kind === 'machine') return { ...common, kind, secrets, roles: namesOf(state.roles) };
    const { redirectUris, postLogoutRedirectUris, refreshTokenLife, rotateRefreshToken } = state;
    const redirecting = { redirectUris, postLogoutRedirectUris, refreshTokenLife, rotateRefreshToken };
    return kind === 'web'
      ? { ...common, kind, secrets, ...redirecting }
      : { ...common, kind, ...redirecting };
  }

  function organization(state: OrganizationState): OrganizationEntry {
    const { id, name, description, customData, mfaRequired, members, machines } = state;
    return {
      id,
      name,
      ...given({ description }),
      customData,
      mfaRequired,
      members: [...members].map(([member, roles]) => ({ user: member.id, roles: namesOf(roles) })),
      machines: [...machines].map(([machine, roles]) => ({ client: machine.id, roles: namesOf(roles) })),
      ...rest(state.extra, { createdAt: state.createdAt }),
    };
  }

  return { scopes, resource, role, organizationRole, user, client, organization };
}

/** Logto also takes 0, which means 600, and less, for tokens that have expired at birth: an access file has 1 for the shortest. */
function writeLife(seconds: number): number {
  return seconds === 0 ? 600 : Math.max(1, seconds);
}

function namesOf(things: Iterable<{ readonly name: string }>): readonly string[] {
  return [...things].map(({ name }) => name);
}

function expiry({ expiresAt }: { readonly expiresAt: number | undefined }) {
  return expiresAt === undefined ? {} : { expiresAt: new Date(expiresAt).toISOString() };
}

function given<T extends Record<string, string | undefined>>(members: T): { [K in keyof T]?: string } {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== ''),
  ) as {
    [K in keyof T]?: string;
  };
}
