import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

import { buildState } from './build.js';
import type { AccessState } from './build.js';
import type { CheckedAccess } from './checked.js';
import type { CustomClaims } from './custom-claims.js';
import { describe, fail, failUnknown } from './expectation.js';
import type {
  ClientState,
  OrganizationRoleState,
  OrganizationState,
  ResourceScopeState,
  ResourceState,
  RoleState,
  ScopeState,
  UserState,
} from './state.js';

/** A person or a machine client. */
export type Subject = { readonly user: string } | { readonly client: string };

/** What a directory is told, and what it tells. */
export interface DirectoryHooks {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told after every change, so that it can be kept. */
  readonly onChange: () => void;
  /** Told of a user who was suspended or deleted: sessions, refresh tokens and opaque tokens end for good. */
  readonly onUserEnd: (userId: string) => void;
}

/**
 * The access model as it is now: what the flows read at every request, and what run-time changes write.
 * Whoever changes a thing calls `changed()` afterwards; whoever takes one away uses the `delete…` of its kind,
 * which takes it from wherever it is named.
 */
export class Directory implements AccessState {
  readonly resources: Map<string, ResourceState>;
  readonly roles: Map<string, RoleState>;
  readonly users: Map<string, UserState>;
  readonly clients: Map<string, ClientState>;
  readonly organizationScopes: Map<string, ScopeState>;
  readonly organizationRoles: Map<string, OrganizationRoleState>;
  readonly organizations: Map<string, OrganizationState>;
  /** What adds claims to access tokens. */
  customClaims: CustomClaims | undefined;
  readonly #hooks: DirectoryHooks;
  #isChanged = false;

  constructor(access: CheckedAccess, hooks: DirectoryHooks) {
    const state = buildState(access, hooks.now());
    this.resources = state.resources;
    this.roles = state.roles;
    this.users = state.users;
    this.clients = state.clients;
    this.organizationScopes = state.organizationScopes;
    this.organizationRoles = state.organizationRoles;
    this.organizations = state.organizations;
    this.customClaims = access.customClaims;
    this.#hooks = hooks;
  }

  /** Whether something has changed since this directory was made. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Milliseconds since the epoch, by the issuer's clock. */
  now(): number {
    return this.#hooks.now();
  }

  /** To be called after every change of a thing in here. */
  changed(): void {
    this.#isChanged = true;
    this.#hooks.onChange();
  }

  /** The resource of a request that names none. */
  get defaultResource(): ResourceState | undefined {
    return [...this.resources.values()].find((resource) => resource.default);
  }

  /** RFC 8707 §2: compared exactly; a trailing slash makes another resource. */
  resourceByIndicator(indicator: string): ResourceState | undefined {
    for (const resource of this.resources.values()) if (resource.indicator === indicator) return resource;
    return undefined;
  }

  userByName(username: string): UserState | undefined {
    for (const user of this.users.values()) if (user.username === username) return user;
    return undefined;
  }

  /** The user with this name and password; undefined for a wrong one. Says nothing about suspension. */
  userByPassword(username: string, password: string): UserState | undefined {
    const user = this.userByName(username);
    // The comparison takes place for an unknown user too, so that the time it takes tells nothing.
    const matches = sameText(password, user?.password ?? randomBytes(16).toString('hex'));
    return matches ? user : undefined;
  }

  /** The user of a personal access token that has not expired. */
  userByPersonalAccessToken(token: string): UserState | undefined {
    for (const user of this.users.values()) {
      for (const candidate of user.tokens.values()) {
        if (!sameText(token, candidate.token)) continue;
        return candidate.expiresAt === undefined || candidate.expiresAt > this.now() ? user : undefined;
      }
    }
    return undefined;
  }

  /** The organizations that a user is a member of, the newest membership last. */
  organizationsOf(subject: UserState | ClientState): readonly OrganizationState[] {
    return [...this.organizations.values()].filter((organization) => rolesIn(organization, subject));
  }

  deleteResource(resource: ResourceState): void {
    for (const scope of resource.scopes.values()) this.deleteResourceScope(scope);
    this.resources.delete(resource.id);
  }

  deleteResourceScope(scope: ResourceScopeState): void {
    for (const role of this.roles.values()) role.scopes.delete(scope);
    for (const role of this.organizationRoles.values()) role.scopes.delete(scope);
    scope.resource.scopes.delete(scope.id);
  }

  deleteRole(role: RoleState): void {
    for (const user of this.users.values()) user.roles.delete(role);
    for (const client of this.clients.values()) client.roles.delete(role);
    this.roles.delete(role.id);
  }

  /** The user can no longer sign in, and what this ends stays dead after the suspension, as with Logto. */
  suspendUser(user: UserState): void {
    user.suspended = true;
    this.#hooks.onUserEnd(user.id);
  }

  deleteUser(user: UserState): void {
    for (const organization of this.organizations.values()) organization.members.delete(user);
    this.users.delete(user.id);
    this.#hooks.onUserEnd(user.id);
  }

  deleteClient(client: ClientState): void {
    for (const organization of this.organizations.values()) organization.machines.delete(client);
    this.clients.delete(client.id);
  }

  deleteOrganizationScope(scope: ScopeState): void {
    for (const role of this.organizationRoles.values()) role.organizationScopes.delete(scope);
    this.organizationScopes.delete(scope.id);
  }

  deleteOrganizationRole(role: OrganizationRoleState): void {
    for (const { members, machines } of this.organizations.values()) {
      for (const roles of [...members.values(), ...machines.values()]) roles.delete(role);
    }
    this.organizationRoles.delete(role.id);
  }

  deleteOrganization(organization: OrganizationState): void {
    this.organizations.delete(organization.id);
  }

  /** @throws TypeError when there is no such subject. */
  subject(subject: Subject): UserState | ClientState {
    return 'user' in subject ? this.user(subject.user) : this.machine(subject.client);
  }

  /** @throws TypeError when there is no such user. */
  user(idOrUsername: string): UserState {
    return this.users.get(idOrUsername) ?? this.userByName(idOrUsername) ?? failUnknown('user', idOrUsername);
  }

  /** @throws TypeError when there is no such client, or it is no machine. */
  machine(id: string): ClientState {
    const client = this.clients.get(id) ?? failUnknown('client', id);
    if (client.kind !== 'machine') {
      fail('client', 'one of kind machine', `${describe(id)} of kind ${client.kind}`);
    }
    return client;
  }

  /** @throws TypeError when there is no such role. */
  role(idOrName: string): RoleState {
    return find(this.roles, idOrName) ?? failUnknown('role', idOrName);
  }

  /** @throws TypeError when there is no such resource. */
  resource(indicator: string): ResourceState {
    return this.resourceByIndicator(indicator) ?? failUnknown('resource', indicator);
  }

  /** @throws TypeError when there is no such role. */
  organizationRole(idOrName: string): OrganizationRoleState {
    return find(this.organizationRoles, idOrName) ?? failUnknown('organization role', idOrName);
  }

  /** @throws TypeError when there is no such organization. */
  organization(id: string): OrganizationState {
    return this.organizations.get(id) ?? failUnknown('organization', id);
  }
}

/** The roles that a member or a machine has in an organization; undefined for one who is not in it. */
export function rolesIn(
  organization: OrganizationState,
  subject: UserState | ClientState,
): Set<OrganizationRoleState> | undefined {
  return subject.kind === 'user' ? organization.members.get(subject) : organization.machines.get(subject);
}

/** Compares two secrets in a time that tells nothing of them. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function find<T extends { readonly name: string }>(
  things: ReadonlyMap<string, T>,
  idOrName: string,
): T | undefined {
  const found = things.get(idOrName);
  if (found !== undefined) return found;
  for (const thing of things.values()) if (thing.name === idOrName) return thing;
  return undefined;
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
