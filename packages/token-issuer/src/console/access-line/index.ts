import type { AccessModel } from '../../access/model.js';
import { printLiteral, REST } from './print.js';
import type { PrintOptions } from './print.js';
import {
  tidyClient,
  tidyOrganization,
  tidyOrganizationRole,
  tidyResource,
  tidyRole,
  tidyScopes,
  tidyUser,
} from './tidy.js';

/** A thing of an access model, by what the model calls it. */
export type AccessThing =
  | { readonly resource: string }
  | { readonly resource: string; readonly permission: string }
  | { readonly role: string }
  | { readonly user: string }
  | { readonly client: string }
  | { readonly organizationScope: string }
  | { readonly organizationRole: string }
  | { readonly organization: string }
  /** The roles of a user or a machine: the global ones, or those in one organization. */
  | { readonly rolesOf: Subject; readonly organization?: string };

type Subject = { readonly user: string } | { readonly client: string };
type Lists = Omit<AccessModel, 'organizationScopes' | 'customClaims'>;
type List = keyof Lists;

/**
 * The lines of an access file that do the same as the thing that is there: a member of what `defineAccess` takes. Where
 * they are about a part of a thing, the comment stands for the rest of it, which the file has already.
 *
 * @param model - The model as it is now, such as `issuer.access.model()` gives it.
 * @returns undefined where there is no such thing.
 * @example
 * accessLine(model, { resource: 'https://api.example.com' });
 * // resources: [{ indicator: 'https://api.example.com', scopes: { 'read:products': 'See the products' } }],
 */
export function accessLine(
  model: AccessModel,
  thing: AccessThing,
  options: PrintOptions = {},
): string | undefined {
  const found = memberOf(model, thing);
  if (found === undefined) return undefined;
  const [name, value] = found;
  return `${name}: ${printLiteral(value, options)},`;
}

function memberOf(
  model: AccessModel,
  thing: AccessThing,
): readonly [List | 'organizationScopes', unknown] | undefined {
  if ('permission' in thing) return permissionOf(model, thing.resource, thing.permission);
  if ('resource' in thing) return listed('resources', findResource(model, thing.resource), tidyResource);
  if ('rolesOf' in thing) return rolesOf(model, thing.rolesOf, thing.organization);
  if ('role' in thing) return listed('roles', byName(model.roles, thing.role), tidyRole);
  if ('user' in thing) return listed('users', findUser(model, thing.user), tidyUser);
  if ('client' in thing) return listed('clients', byId(model.clients, thing.client), tidyClient);
  if ('organizationRole' in thing) {
    return listed(
      'organizationRoles',
      byName(model.organizationRoles, thing.organizationRole),
      tidyOrganizationRole,
    );
  }
  if ('organization' in thing) {
    return listed('organizations', byId(model.organizations, thing.organization), tidyOrganization);
  }
  const { organizationScopes = {} } = model;
  const scopes = tidyScopes(organizationScopes, 'urn:logto:resource:organizations');
  return Object.hasOwn(scopes, thing.organizationScope)
    ? ['organizationScopes', { [thing.organizationScope]: scopes[thing.organizationScope] }]
    : undefined;
}

function listed<T>(
  name: List,
  entry: T | undefined,
  tidy: (entry: T) => T,
): readonly [List, unknown] | undefined {
  return entry === undefined ? undefined : [name, [tidy(entry)]];
}

function permissionOf(model: AccessModel, indicator: string, name: string) {
  const resource = findResource(model, indicator);
  if (resource === undefined || !Object.hasOwn(resource.scopes, name)) return undefined;
  const scopes = { [name]: tidyScopes(resource.scopes, indicator)[name], [REST]: true };
  return ['resources', [{ indicator, scopes, [REST]: true }]] as const;
}

function rolesOf(model: AccessModel, subject: Subject, organization: string | undefined) {
  if (organization !== undefined) return rolesInOrganization(model, subject, organization);
  if ('user' in subject) {
    const user = findUser(model, subject.user);
    return user && (['users', [{ username: user.username, roles: user.roles ?? [], [REST]: true }]] as const);
  }
  const client = byId(model.clients, subject.client);
  if (client?.kind !== 'machine') return undefined;
  return ['clients', [{ id: client.id, roles: client.roles ?? [], [REST]: true }]] as const;
}

function rolesInOrganization(model: AccessModel, subject: Subject, id: string) {
  const organization = byId(model.organizations, id);
  if (organization === undefined) return undefined;
  if ('user' in subject) {
    const user = findUser(model, subject.user);
    const member = organization.members?.find(
      (each) => each.user === user?.username || each.user === user?.id,
    );
    const entry = member && { user: member.user, roles: member.roles ?? [] };
    return entry && (['organizations', [{ id, members: [entry, REST], [REST]: true }]] as const);
  }
  const machine = organization.machines?.find((each) => each.client === subject.client);
  const entry = machine && { client: machine.client, roles: machine.roles ?? [] };
  return entry && (['organizations', [{ id, machines: [entry, REST], [REST]: true }]] as const);
}

function findResource(model: AccessModel, indicator: string) {
  return model.resources.find((resource) => resource.indicator === indicator);
}

function findUser({ users = [] }: AccessModel, name: string) {
  return users.find(({ id }) => id === name) ?? users.find(({ username }) => username === name);
}

function byName<T extends { readonly name: string }>(
  entries: readonly T[] = [],
  name: string,
): T | undefined {
  return entries.find((entry) => entry.name === name);
}

function byId<T extends { readonly id: string }>(entries: readonly T[] = [], id: string): T | undefined {
  return entries.find((entry) => entry.id === id);
}
