import { randomBytes, timingSafeEqual, createHash } from 'node:crypto';

import { checkPersonalAccessToken } from './check-users.js';
import { describe } from './expectation.js';
import type {
  CheckedAccess,
  CheckedClient,
  CheckedPersonalAccessToken,
  CheckedResource,
  CheckedUser,
} from './checked.js';
import type { PersonalAccessTokenEntry, RoleKind } from './model.js';

/** A person or a machine client. */
export type Subject = { readonly user: string } | { readonly client: string };

/** Whoever a role can be given to, and what can change while the issuer runs. */
interface SubjectState {
  readonly kind: RoleKind;
  readonly roles: Set<string>;
}

/** A user as things are now. */
export interface UserState extends SubjectState {
  readonly entry: CheckedUser;
  suspended: boolean;
  readonly tokens: Map<string, CheckedPersonalAccessToken>;
}

/** A client as things are now. */
export interface ClientState extends SubjectState {
  readonly entry: CheckedClient;
}

/** A role as things are now. */
export interface RoleState {
  readonly name: string;
  readonly kind: RoleKind;
  /** Resource indicator → permission names. */
  readonly scopes: Map<string, ReadonlySet<string>>;
}

/** The access model as it is now: what the flows read at every request, and what run-time changes write. */
export class Directory {
  readonly resources: ReadonlyMap<string, CheckedResource>;
  readonly defaultResource: CheckedResource | undefined;
  readonly roles = new Map<string, RoleState>();
  readonly users = new Map<string, UserState>();
  readonly clients = new Map<string, ClientState>();

  constructor(access: CheckedAccess) {
    this.resources = new Map(access.resources.map((resource) => [resource.indicator, resource]));
    this.defaultResource = access.resources.find((resource) => resource.default);
    for (const { name, kind, scopes } of access.roles) {
      const sets = [...scopes].map(([indicator, names]) => [indicator, new Set(names)] as const);
      this.roles.set(name, { name, kind, scopes: new Map(sets) });
    }
    for (const entry of access.users) {
      this.users.set(entry.id, {
        kind: 'user',
        entry,
        roles: new Set(entry.roles),
        suspended: entry.suspended,
        tokens: new Map(entry.personalAccessTokens.map((token) => [token.name, token])),
      });
    }
    for (const entry of access.clients) {
      this.clients.set(entry.id, { kind: 'machine', entry, roles: new Set(entry.roles) });
    }
  }

  /** The permissions that the subject's roles give on a resource, in the resource's own order. */
  permissions(subject: SubjectState, resource: CheckedResource): readonly string[] {
    const held = new Set<string>();
    for (const name of subject.roles) {
      for (const scope of this.roles.get(name)?.scopes.get(resource.indicator) ?? []) held.add(scope);
    }
    return Object.keys(resource.scopes).filter((scope) => held.has(scope));
  }

  /** A user who exists and is not suspended. */
  activeUser(id: string): UserState | undefined {
    const user = this.users.get(id);
    return user === undefined || user.suspended ? undefined : user;
  }

  /** The user with this name and password; undefined for a wrong one. Says nothing about suspension. */
  userByPassword(username: string, password: string): UserState | undefined {
    const user = this.userByName(username);
    // The comparison takes place for an unknown user too, so that the time it takes tells nothing.
    const matches = sameText(password, user?.entry.password ?? randomBytes(16).toString('hex'));
    return matches ? user : undefined;
  }

  /** The user of a personal access token that has not expired. */
  userByPersonalAccessToken(token: string): UserState | undefined {
    for (const user of this.users.values()) {
      for (const candidate of user.tokens.values()) {
        if (!sameText(token, candidate.token)) continue;
        return candidate.expiresAt === undefined || candidate.expiresAt > Date.now() ? user : undefined;
      }
    }
    return undefined;
  }

  /** @throws TypeError when there is no such subject. */
  subject(subject: Subject): SubjectState {
    return 'user' in subject ? this.user(subject.user) : this.machine(subject.client);
  }

  /** @throws TypeError when there is no such user. */
  user(idOrUsername: string): UserState {
    const user = this.users.get(idOrUsername) ?? this.userByName(idOrUsername);
    if (user === undefined) throw new TypeError(`user: unknown ${describe(idOrUsername)}`);
    return user;
  }

  /** @throws TypeError when there is no such role. */
  role(name: string): RoleState {
    const role = this.roles.get(name);
    if (role === undefined) throw new TypeError(`role: unknown ${describe(name)}`);
    return role;
  }

  /** @throws TypeError when there is no such resource. */
  resource(indicator: string): CheckedResource {
    const resource = this.resources.get(indicator);
    if (resource === undefined) throw new TypeError(`resource: unknown ${describe(indicator)}`);
    return resource;
  }

  /** Adds a token, made at random unless given, and returns its text. */
  addToken(id: string, entry: Omit<PersonalAccessTokenEntry, 'token'> & { readonly token?: string }): string {
    const user = this.user(id);
    const token = entry.token ?? `pat_${randomBytes(24).toString('base64url')}`;
    const checked = checkPersonalAccessToken('personalAccessToken', { ...entry, token });
    if (user.tokens.has(checked.name)) {
      throw new TypeError(
        `personalAccessToken.name: expected a name of its own, found ${describe(checked.name)}`,
      );
    }
    for (const other of this.users.values()) {
      if ([...other.tokens.values()].some((existing) => existing.token === token)) {
        throw new TypeError('personalAccessToken.token: expected a token of its own, found one that exists');
      }
    }
    user.tokens.set(checked.name, checked);
    return token;
  }

  private machine(id: string): ClientState {
    const client = this.clients.get(id);
    if (client === undefined) throw new TypeError(`client: unknown ${describe(id)}`);
    if (client.entry.kind !== 'machine') {
      throw new TypeError(
        `client: expected one of kind machine, found ${describe(id)} of kind ${client.entry.kind}`,
      );
    }
    return client;
  }

  private userByName(username: string): UserState | undefined {
    for (const user of this.users.values()) if (user.entry.username === username) return user;
    return undefined;
  }
}

function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digest(left), digest(right));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
