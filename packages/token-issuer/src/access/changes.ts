import { randomBytes } from 'node:crypto';

import { writeModel } from './written.js';
import { rolesIn } from './directory.js';
import type { Directory, Subject } from './directory.js';
import { describe, fail } from './expectation.js';
import type { AccessModel } from './model.js';
import type { PersonalAccessTokenEntry } from './model-users.js';
import { addPersonalAccessToken } from './personal-access-tokens.js';
import {
  summarizeUser,
  summarizeClient,
  summarizeRole,
  summarizeOrganizationRole,
  summarizeResource,
  summarizeOrganization,
} from './summaries.js';
import type {
  UserSummary,
  ClientSummary,
  RoleSummary,
  ResourceSummary,
  OrganizationRoleSummary,
  OrganizationSummary,
} from './summaries.js';
import type { ClientState, ResourceState, RoleState, UserState } from './state.js';

/**
 * The access model as it is now, and its changes while the issuer runs. A change counts from the next
 * token request on. As with Logto nothing is revoked: a token that has been issued keeps its scopes until
 * it expires. Without a `storageFile`, changes are gone when the process ends.
 *
 * A user is named by id or username, a role by id or name, an organization and a client by id. An unknown name is a TypeError.
 */
export interface IssuerAccess {
  /** The users, without their secrets. */
  users(): readonly UserSummary[];
  /** The clients, without their secrets. */
  clients(): readonly ClientSummary[];
  /** The roles and what they hold. */
  roles(): readonly RoleSummary[];
  /** The API resources and their permissions. */
  resources(): readonly ResourceSummary[];
  /** The organizations, their members and machines. */
  organizations(): readonly OrganizationSummary[];
  /** The organization roles and what they hold. */
  organizationRoles(): readonly OrganizationRoleSummary[];
  /**
   * Gives a role; without effect when the subject has it. A user's next authorization is wider, a
   * refresh is not; a machine's next token is.
   *
   * @throws TypeError when the role is of the other kind, or the client is not a machine.
   */
  assignRole(subject: Subject, role: string): void;
  /** Takes a role away; without effect when the subject lacks it. The next refresh or request is narrower. */
  removeRole(subject: Subject, role: string): void;
  /**
   * Sets the permissions that a role holds on a resource.
   *
   * @throws TypeError when the resource has no such permission.
   */
  setRoleScopes(role: string, indicator: string, scopes: readonly string[]): void;
  /**
   * Makes a person or a machine belong to an organization; without effect for one who does already.
   *
   * @throws TypeError when the client is not a machine.
   */
  addToOrganization(subject: Subject, organization: string): void;
  /** Ends that, and with it the roles there; without effect for one who does not belong to it. */
  removeFromOrganization(subject: Subject, organization: string): void;
  /**
   * Gives an organization role; without effect when the subject has it there.
   *
   * @throws TypeError when the subject does not belong to the organization or the role is of the other kind.
   */
  assignOrganizationRole(subject: Subject, organization: string, role: string): void;
  /** Takes an organization role away; without effect when the subject lacks it there. */
  removeOrganizationRole(subject: Subject, organization: string, role: string): void;
  /** Removes an organization. Tokens that were issued for it stay valid until they expire. */
  deleteOrganization(organization: string): void;
  /**
   * From now on the user can neither sign in nor refresh: sessions, refresh tokens and opaque tokens end for
   * good. As with Logto, a personal access token goes on working: remove it, or the user.
   */
  suspendUser(user: string): void;
  /** Ends a suspension. What it ended stays dead: the person signs in anew. */
  reinstateUser(user: string): void;
  /** Removes the user and with it every session, refresh token and personal access token. */
  deleteUser(user: string): void;
  /**
   * Adds a personal access token.
   *
   * @param entry - Without `token`, one is made at random.
   * @returns The token.
   * @throws TypeError when the name is taken or the expiry is no ISO 8601 date-time.
   */
  addPersonalAccessToken(
    user: string,
    entry: Omit<PersonalAccessTokenEntry, 'token'> & { readonly token?: string },
  ): string;
  /** Removes a personal access token by its name. @returns whether there was one. */
  removePersonalAccessToken(user: string, name: string): boolean;
  /** Whether anything was changed since the model was given. */
  readonly isChanged: boolean;
  /** The access model as it is now, with every secret in it: what `createIssuer` would take to begin here. */
  model(): AccessModel;
  /**
   * Puts another model in the place of the whole, run-time changes included. Keys, sessions and refresh
   * tokens stay.
   *
   * @throws TypeError that names the path of a mistake; then everything stays as it was.
   */
  replace(model: AccessModel): void;
}

/** @param current - The directory of this moment. @param replace - Puts a checked model in its place. */
export function createIssuerAccess(
  current: () => Directory,
  replace: (model: AccessModel) => void,
): IssuerAccess {
  function change(act: (directory: Directory) => void): void {
    act(current());
    current().changed();
  }

  return {
    users: () => [...current().users.values()].map(summarizeUser),
    clients: () => [...current().clients.values()].map(summarizeClient),
    roles: () => [...current().roles.values()].map(summarizeRole),
    resources: () => [...current().resources.values()].map(summarizeResource),
    organizations: () => [...current().organizations.values()].map(summarizeOrganization),
    organizationRoles: () => [...current().organizationRoles.values()].map(summarizeOrganizationRole),
    assignRole(subject, name) {
      change((directory) => {
        const role = directory.role(name);
        const state = directory.subject(subject);
        checkKind(role, state);
        state.roles.add(role);
      });
    },
    removeRole(subject, name) {
      change((directory) => {
        directory.subject(subject).roles.delete(directory.role(name));
      });
    },
    setRoleScopes(name, indicator, scopes) {
      change((directory) => {
        setScopes(directory.role(name), directory.resource(indicator), scopes);
      });
    },
    addToOrganization(subject, id) {
      change((directory) => {
        const { members, machines } = directory.organization(id);
        const state = directory.subject(subject);
        if (state.kind === 'user') members.set(state, members.get(state) ?? new Set());
        else machines.set(state, machines.get(state) ?? new Set());
      });
    },
    removeFromOrganization(subject, id) {
      change((directory) => {
        const { members, machines } = directory.organization(id);
        const state = directory.subject(subject);
        if (state.kind === 'user') members.delete(state);
        else machines.delete(state);
      });
    },
    assignOrganizationRole(subject, id, name) {
      change((directory) => {
        const role = directory.organizationRole(name);
        const state = directory.subject(subject);
        checkKind(role, state);
        const roles = rolesIn(directory.organization(id), state);
        if (roles === undefined) {
          fail('subject', `one that belongs to ${describe(id)}`, describe(state.id));
        }
        roles.add(role);
      });
    },
    removeOrganizationRole(subject, id, name) {
      change((directory) => {
        const roles = rolesIn(directory.organization(id), directory.subject(subject));
        roles?.delete(directory.organizationRole(name));
      });
    },
    deleteOrganization(id) {
      change((directory) => {
        directory.deleteOrganization(directory.organization(id));
      });
    },
    suspendUser(user) {
      change((directory) => {
        directory.suspendUser(directory.user(user));
      });
    },
    reinstateUser(user) {
      change((directory) => {
        directory.user(user).suspended = false;
      });
    },
    deleteUser(user) {
      change((directory) => {
        directory.deleteUser(directory.user(user));
      });
    },
    addPersonalAccessToken(user, entry) {
      const token = entry.token ?? `pat_${randomBytes(24).toString('base64url')}`;
      change((directory) => {
        addPersonalAccessToken(directory, directory.user(user), { ...entry, token });
      });
      return token;
    },
    removePersonalAccessToken(user, name) {
      const removed = current().user(user).tokens.delete(name);
      if (removed) current().changed();
      return removed;
    },
    get isChanged() {
      return current().isChanged;
    },
    model: () => writeModel(current(), current().customClaims),
    replace,
  };
}

function checkKind(role: RoleState, { kind }: UserState | ClientState): void {
  const fitting = kind === 'user' ? 'user' : 'machine';
  if (role.kind !== fitting) {
    fail('role', `one of kind ${fitting}`, `${describe(role.name)}, which is of kind ${role.kind}`);
  }
}

/** All of them or none. */
function setScopes(role: RoleState, resource: ResourceState, names: readonly string[]): void {
  const known = [...resource.scopes.values()];
  const wanted = names.map(
    (name) =>
      known.find((scope) => scope.name === name) ??
      fail('scopes', `permissions of ${resource.indicator}`, describe(name)),
  );
  for (const scope of known) role.scopes.delete(scope);
  for (const scope of wanted) role.scopes.add(scope);
}
