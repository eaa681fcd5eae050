import type { CheckedResource } from './checked.js';
import type { ClientState, Directory, Subject, UserState } from './directory.js';
import { describe, fail } from './expectation.js';
import type { AccessModel, ClientKind, PersonalAccessTokenEntry, RoleKind } from './model.js';

/**
 * The access model as it is now, and its changes while the issuer runs. A change counts from the next
 * token request on. As with Logto nothing is revoked: a token that has been issued keeps its scopes until
 * it expires. Changes are gone when the process ends.
 *
 * A user is named by id or username. An unknown name is a TypeError.
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
  /** From now on the user can neither sign in nor refresh nor exchange. */
  suspendUser(user: string): void;
  /** Ends a suspension. */
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
  /**
   * Puts another model in the place of the whole, run-time changes included. Keys, sessions and refresh
   * tokens stay.
   *
   * @throws TypeError that names the path of a mistake; then everything stays as it was.
   */
  replace(model: AccessModel): void;
}

/** A user, as the issuer tells of it. */
export interface UserSummary {
  readonly id: string;
  readonly username: string;
  readonly roles: readonly string[];
  readonly suspended: boolean;
  /** Names of the personal access tokens. */
  readonly personalAccessTokens: readonly string[];
}

/** A client, as the issuer tells of it. */
export interface ClientSummary {
  readonly id: string;
  readonly kind: ClientKind;
  readonly name: string;
  readonly roles: readonly string[];
}

/** A role, as the issuer tells of it. */
export interface RoleSummary {
  readonly name: string;
  readonly kind: RoleKind;
  /** Resource indicator → permission names. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
}

/** An API resource, as the issuer tells of it. */
export type ResourceSummary = CheckedResource;

/** @param current - The directory of this moment. @param replace - Puts a checked model in its place. */
export function createIssuerAccess(
  current: () => Directory,
  replace: (model: AccessModel) => void,
): IssuerAccess {
  return {
    users: () => [...current().users.values()].map(summarizeUser),
    clients: () => [...current().clients.values()].map(summarizeClient),
    roles: () =>
      [...current().roles.values()].map(({ name, kind, scopes }) => ({
        name,
        kind,
        scopes: Object.fromEntries([...scopes].map(([indicator, names]) => [indicator, [...names]])),
      })),
    resources: () => [...current().resources.values()],
    assignRole(subject, name) {
      const role = current().role(name);
      const state = current().subject(subject);
      if (role.kind !== state.kind) {
        fail('role', `one of kind ${state.kind}`, `${describe(name)}, which is of kind ${role.kind}`);
      }
      state.roles.add(name);
    },
    removeRole(subject, name) {
      current().subject(subject).roles.delete(current().role(name).name);
    },
    setRoleScopes(name, indicator, scopes) {
      const role = current().role(name);
      const known = Object.keys(current().resource(indicator).scopes);
      for (const scope of scopes) {
        if (!known.includes(scope)) fail('scopes', `permissions of ${indicator}`, describe(scope));
      }
      role.scopes.set(indicator, new Set(scopes));
    },
    suspendUser(user) {
      current().user(user).suspended = true;
    },
    reinstateUser(user) {
      current().user(user).suspended = false;
    },
    deleteUser(user) {
      current().users.delete(current().user(user).entry.id);
    },
    addPersonalAccessToken: (user, entry) => current().addToken(user, entry),
    removePersonalAccessToken: (user, name) => current().user(user).tokens.delete(name),
    replace,
  };
}

function summarizeUser({ entry, roles, suspended, tokens }: UserState): UserSummary {
  return {
    id: entry.id,
    username: entry.username,
    roles: [...roles],
    suspended,
    personalAccessTokens: [...tokens.keys()],
  };
}

function summarizeClient({ entry, roles }: ClientState): ClientSummary {
  return { id: entry.id, kind: entry.kind, name: entry.name, roles: [...roles] };
}
