import { deriveId } from '../../access/ids.js';
import type { ResourceEntry, RoleEntry, ScopeEntry } from '../../access/model.js';
import type { ClientEntry } from '../../access/model-clients.js';
import type { OrganizationEntry, OrganizationRoleEntry } from '../../access/model-organizations.js';
import type { UserEntry } from '../../access/model-users.js';

type Scopes = ResourceEntry['scopes'];

/** Logto's name of the secret that a client is made with; alone, it is written as `secret`. */
const DEFAULT_SECRET = 'Default secret';

/*
 * An entry as a person would write it: whatever is there by itself is left out. A wrong guess here would make a line
 * that does something else, so that the test reads every line back.
 */

/** The members that say more than their default. */
function without<T extends object>(entry: T, defaults: { readonly [K in keyof T]?: unknown }): T {
  return Object.fromEntries(
    Object.entries(entry).filter(([name, value]) => {
      if (value === undefined) return false;
      const usual = (defaults as Readonly<Record<string, unknown>>)[name];
      return !(Object.hasOwn(defaults, name) && JSON.stringify(value) === JSON.stringify(usual));
    }),
  ) as T;
}

/** @param owner - What the permissions belong to: the indicator, or the name for all organizations. */
export function tidyScopes(scopes: Scopes, owner: string): Scopes {
  return Object.fromEntries(
    Object.entries(scopes).map(([name, entry]) => [name, tidyScope(entry, owner, name)]),
  );
}

function tidyScope(entry: string | ScopeEntry, owner: string, name: string): string | ScopeEntry {
  if (typeof entry === 'string') return entry;
  const rest = without(entry, { id: deriveId('scope', owner, name), implies: [], extra: {} });
  const { description, ...more } = rest;
  return description !== undefined && Object.keys(more).length === 0 ? description : rest;
}

export function tidyResource(entry: ResourceEntry): ResourceEntry {
  const { indicator } = entry;
  return without(
    { ...entry, scopes: tidyScopes(entry.scopes, indicator) },
    {
      id: deriveId('resource', indicator),
      name: indicator,
      implies: {},
      reserved: [],
      accessTokenLife: 3600,
      default: false,
    },
  );
}

export function tidyRole(entry: RoleEntry): RoleEntry {
  return without(entry, { id: deriveId('role', entry.name), description: '', scopes: {}, extra: {} });
}

export function tidyOrganizationRole(entry: OrganizationRoleEntry): OrganizationRoleEntry {
  return without(entry, {
    id: deriveId('organization role', entry.name),
    description: '',
    scopes: {},
    organizationScopes: [],
    extra: {},
  });
}

export function tidyUser(entry: UserEntry): UserEntry {
  return without(entry, {
    id: entry.username,
    roles: [],
    customData: {},
    suspended: false,
    mfa: false,
    personalAccessTokens: [],
    extra: {},
  });
}

export function tidyClient(entry: ClientEntry): ClientEntry {
  const { secrets = [] } = 'secrets' in entry ? entry : {};
  const [only] = secrets;
  const isUsual = secrets.length === 1 && only?.name === DEFAULT_SECRET && only.expiresAt === undefined;
  const { kind, id, ...rest } = entry;
  const written =
    isUsual && only !== undefined && (only.extra === undefined || Object.keys(only.extra).length === 0)
      ? { id, kind, secret: only.value, ...rest, secrets: undefined }
      : entry;
  return without(written as ClientEntry & Readonly<Record<string, unknown>>, {
    name: id,
    secrets: [],
    customData: {},
    roles: [],
    redirectUris: [],
    postLogoutRedirectUris: [],
    tokenExchange: false,
    refreshTokenLife: 1_209_600,
    rotateRefreshToken: true,
    extra: {},
  });
}

export function tidyOrganization(entry: OrganizationEntry): OrganizationEntry {
  const members = entry.members?.map((member) => without(member, { roles: [] }));
  const machines = entry.machines?.map((machine) => without(machine, { roles: [] }));
  return without(
    { ...entry, members, machines },
    { name: entry.id, customData: {}, mfaRequired: false, members: [], machines: [], extra: {} },
  ) as OrganizationEntry;
}
