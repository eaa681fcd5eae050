import type { AccessFacts, AccessPath, HoldingRole, SubjectFacts } from './access-facts.js';
import { type Entity, type Management, text } from './management.js';

/** What is asked of an access model. */
export interface AccessQuestion {
  /** The name or the id of a user or a client. */
  readonly who: string;
  readonly permission: string;
  readonly indicator: string;
  /** Permissions that imply it, by the resource's definition. */
  readonly impliedBy: readonly string[];
}

/** Roles that are looked into, where nobody has the permission. */
const MAX_ROLES = 200;

/**
 * Reads what an access model says about one subject and one permission.
 *
 * @throws ManagementFailure
 */
export async function readAccess(
  management: Management,
  question: AccessQuestion,
): Promise<Omit<AccessFacts, 'asked' | 'granted'>> {
  const { who, permission, indicator, impliedBy } = question;
  const [subject, resources] = await Promise.all([
    findSubject(management, who),
    management.all('/resources?includeScopes=true'),
  ]);
  const resource = resources.find((each) => text(each, 'indicator') === indicator);
  const scopes = scopesOf(resource);
  const wanted = scopes.filter((scope) => [permission, ...impliedBy].includes(text(scope, 'name')));
  const ids = new Map(wanted.map((scope) => [text(scope, 'id'), text(scope, 'name')]));
  const paths = subject === undefined || ids.size === 0 ? [] : await pathsOf(management, subject, ids);
  const holders = paths.length > 0 || ids.size === 0 ? [] : await holdersOf(management, ids);
  const names = scopes.map((scope) => text(scope, 'name'));
  return {
    who,
    permission,
    indicator,
    subject,
    hasResource: resource !== undefined,
    hasPermission: names.includes(permission),
    similar: names.find((name) => name !== permission && skeleton(name) === skeleton(permission)),
    elsewhere: resources
      .filter(
        (each) => each !== resource && scopesOf(each).some((scope) => text(scope, 'name') === permission),
      )
      .map((each) => text(each, 'indicator')),
    paths,
    holders,
  };
}

async function findSubject(management: Management, who: string): Promise<SubjectFacts | undefined> {
  const id = encodeURIComponent(who);
  const [user, client] = await Promise.all([
    management.one(`/users/${id}`),
    management.one(`/applications/${id}`),
  ]);
  if (user !== undefined) return userFacts(user);
  if (client !== undefined) return clientFacts(client);
  for (const field of ['username', 'primaryEmail', 'name']) {
    const users = await management.all(`/users?search.${field}=${id}&mode.${field}=exact`);
    const [found] = users.filter((each) => text(each, field).toLowerCase() === who.toLowerCase());
    if (found !== undefined) return userFacts(found);
  }
  const clients = await management.all('/applications');
  const named = clients.find((each) => text(each, 'name') === who);
  return named && clientFacts(named);
}

function userFacts(user: Entity): SubjectFacts {
  const name = text(user, 'username') || text(user, 'primaryEmail') || text(user, 'name');
  return {
    kind: 'user',
    id: text(user, 'id'),
    name: name || text(user, 'id'),
    isSuspended: user['isSuspended'] === true,
  };
}

function clientFacts(client: Entity): SubjectFacts {
  const kind = text(client, 'type') === 'MachineToMachine' ? 'machine' : 'app';
  return {
    kind,
    id: text(client, 'id'),
    name: text(client, 'name') || text(client, 'id'),
    isSuspended: false,
  };
}

type WantedIds = ReadonlyMap<string, string>;

async function pathsOf(
  management: Management,
  { kind, id }: SubjectFacts,
  ids: WantedIds,
): Promise<readonly AccessPath[]> {
  if (kind === 'app') return [];
  const base = `/${kind === 'user' ? 'users' : 'applications'}/${encodeURIComponent(id)}`;
  const [roles, organizations] = await Promise.all([
    management.all(`${base}/roles`),
    management.all(`${base}/organizations`),
  ]);
  const global = await Promise.all(
    roles.map(async (role): Promise<readonly AccessPath[]> => {
      const held = await management.all(`/roles/${idOf(role)}/scopes`);
      return wantedIn(held, ids).map((permission) => ({
        role: text(role, 'name'),
        organization: undefined,
        permission,
      }));
    }),
  );
  const local = await Promise.all(
    organizations.flatMap((organization) =>
      listIn(organization, 'organizationRoles').map(async (role): Promise<readonly AccessPath[]> => {
        const held = await management.all(`/organization-roles/${idOf(role)}/resource-scopes`);
        const name = text(organization, 'name') || text(organization, 'id');
        return wantedIn(held, ids).map((permission) => ({
          role: text(role, 'name'),
          organization: name,
          permission,
        }));
      }),
    ),
  );
  return [...global, ...local].flat();
}

/** Every role that holds the permission, so that the mend can name one. */
async function holdersOf(management: Management, ids: WantedIds): Promise<readonly HoldingRole[]> {
  const [roles, organizationRoles] = await Promise.all([
    management.all('/roles'),
    management.all('/organization-roles'),
  ]);
  const found: HoldingRole[] = [];
  for (const role of roles.slice(0, MAX_ROLES)) {
    const held = await management.all(`/roles/${idOf(role)}/scopes`);
    if (wantedIn(held, ids).length > 0) found.push(holding(role, false));
  }
  for (const role of organizationRoles) {
    if (wantedIn(listIn(role, 'resourceScopes'), ids).length > 0) found.push(holding(role, true));
  }
  return found;
}

function holding(role: Entity, isOrganization: boolean): HoldingRole {
  const kind = text(role, 'type') === 'MachineToMachine' ? 'machine' : 'user';
  return { name: text(role, 'name'), kind, isOrganization };
}

function wantedIn(scopes: readonly Entity[], ids: WantedIds): readonly string[] {
  return scopes.map((scope) => ids.get(text(scope, 'id'))).filter((name) => name !== undefined);
}

function scopesOf(resource: Entity | undefined): readonly Entity[] {
  return resource === undefined ? [] : listIn(resource, 'scopes');
}

function listIn(entity: Entity, name: string): readonly Entity[] {
  const value = Object.hasOwn(entity, name) ? entity[name] : undefined;
  return Array.isArray(value) ? (value as readonly Entity[]) : [];
}

/** As a part of a path: an id is what the other side says. */
function idOf(entity: Entity): string {
  return encodeURIComponent(text(entity, 'id'));
}

/** What is left of a permission’s name without case, order, separators and plural. */
function skeleton(name: string): string {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word.replace(/s$/, ''))
    .toSorted()
    .join(' ');
}
