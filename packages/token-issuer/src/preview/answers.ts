import { OPENID_SCOPES } from '../access/model.js';
import { countingRoles } from '../access/permissions.js';
import type { CountingRole } from '../access/permissions.js';
import { rolesIn } from '../access/directory.js';
import type { OrganizationRoleState, OrganizationState, ResourceState, RoleState } from '../access/state.js';
import type { Deciders } from './target.js';
import type { Wish } from './wish.js';
import { sentenceOf } from './sentences.js';

/** Why a permission is granted, or is not. */
export type PermissionReason =
  | 'granted'
  /** Held, and not asked for. */
  | 'not-asked'
  /** Neither held nor asked for. */
  | 'neither'
  /** A role of the right kind holds it, and the subject has none of them. */
  | 'role-not-given'
  /** The subject has it in another organization alone, or in one and none was named. */
  | 'elsewhere'
  /** Only roles of organizations hold it. */
  | 'organization-role'
  /** Only roles for the other kind of subject hold it. */
  | 'wrong-kind'
  /** No role holds it. */
  | 'no-role'
  /** The resource has no such permission, and another one has. */
  | 'other-resource'
  /** A permission of organizations, which a token for an API never holds. */
  | 'organization-permission'
  /** A scope of OpenID Connect, for the ID token and userinfo. */
  | 'reserved'
  /** It asks for a refresh token. */
  | 'offline-access'
  /** There is no such permission anywhere: dropped in silence. */
  | 'unknown'
  /** No resource was named, so that there is none whose permission it could be. */
  | 'no-resource';

/** One permission, whether it will be granted, and the way to it. */
export interface PermissionAnswer {
  readonly name: string;
  readonly isGranted: boolean;
  readonly isAsked: boolean;
  readonly reason: PermissionReason;
  /** The roles that give it to the subject: subject → role → permission. */
  readonly paths: readonly RolePath[];
  /** Names of roles that would give it. */
  readonly givers: readonly string[];
  /** In one sentence. */
  readonly sentence: string;
}

/** A role that the subject has. */
export interface RolePath {
  readonly role: string;
  /** The organization where it was given; undefined for a global role. */
  readonly organization: string | undefined;
}

/** What an answer is about. */
export interface About extends Deciders {
  readonly wish: Wish;
  /** What the token is for; undefined for an opaque one. */
  readonly resource: ResourceState | 'organizations' | undefined;
  readonly organization: OrganizationState | undefined;
  /** What the provider says that the subject holds there now. */
  readonly held: readonly string[];
}

/** Whether and why one permission is granted. */
export function answerFor(about: About, name: string): PermissionAnswer {
  const isAsked = about.wish.scopes.includes(name);
  const isHeld = about.held.includes(name);
  const reason = isHeld && isAsked ? 'granted' : reasonFor(about, name, isAsked, isHeld);
  const paths = isHeld ? pathsTo(about, name) : [];
  const givers = isHeld ? [] : giversOf(about, name, reason);
  const answer = { name, isAsked, isGranted: reason === 'granted', reason, paths, givers };
  return { ...answer, sentence: sentenceOf(about, answer) };
}

function reasonFor(about: About, name: string, isAsked: boolean, isHeld: boolean): PermissionReason {
  const { directory, resource } = about;
  if (isHeld) return 'not-asked';
  if (name === 'offline_access') return 'offline-access';
  if ((OPENID_SCOPES as readonly string[]).includes(name)) return 'reserved';
  if (resource === undefined) return 'no-resource';
  if (!isKnown(about, name)) {
    const others = [...directory.resources.values()].filter((each) => each !== resource);
    if (others.some(({ scopes }) => hasName(scopes.values(), name))) return 'other-resource';
    return hasName(directory.organizationScopes.values(), name) ? 'organization-permission' : 'unknown';
  }
  return isAsked ? reasonNotHeld(about, name) : 'neither';
}

function reasonNotHeld(about: About, name: string): PermissionReason {
  const { wish, directory } = about;
  const subject = wish.user ?? wish.client;
  const kind = wish.user === undefined ? 'machine' : 'user';
  const isThere = directory
    .organizationsOf(subject)
    .some((each) => [...(rolesIn(each, subject) ?? [])].some((role) => holds(about, role, name)));
  if (isThere) return 'elsewhere';
  const holders = holdersOf(about, name);
  if (holders.some(({ role, isOrganization }) => role.kind === kind && !isOrganization)) {
    return 'role-not-given';
  }
  if (holders.some(({ role }) => role.kind === kind)) return 'organization-role';
  return holders.length > 0 ? 'wrong-kind' : 'no-role';
}

/** The roles that have brought the permission, by the same list that the provider counts. */
function pathsTo(about: About, name: string): readonly RolePath[] {
  const { wish, directory, organization, resource } = about;
  const subject = wish.user ?? wish.client;
  const counting: readonly CountingRole[] =
    resource === 'organizations'
      ? [...((organization && rolesIn(organization, subject)) ?? [])].map((role) => ({ role, organization }))
      : countingRoles(directory, subject, organization);
  return counting
    .filter(({ role }) => holds(about, role, name))
    .map(({ role, organization: place }) => ({ role: role.name, organization: place?.id }));
}

function giversOf(about: About, name: string, reason: PermissionReason): readonly string[] {
  const kind = about.wish.user === undefined ? 'machine' : 'user';
  const holders = holdersOf(about, name);
  const fitting = holders.filter(({ role }) => (role.kind === kind) === (reason !== 'wrong-kind'));
  const isOrganization = reason === 'organization-role' || reason === 'elsewhere';
  return fitting
    .filter((holder) => reason === 'wrong-kind' || holder.isOrganization === isOrganization)
    .map(({ role }) => role.name);
}

interface Holder {
  readonly role: RoleState;
  readonly isOrganization: boolean;
}

function holdersOf(about: About, name: string): readonly Holder[] {
  const { directory } = about;
  const all: readonly Holder[] = [
    ...[...directory.roles.values()].map((role) => ({ role, isOrganization: false })),
    ...[...directory.organizationRoles.values()].map((role) => ({ role, isOrganization: true })),
  ];
  return all.filter(({ role }) => holds(about, role, name));
}

function holds({ resource }: About, role: RoleState | OrganizationRoleState, name: string): boolean {
  if (resource === undefined) return false;
  if (resource === 'organizations') {
    return 'organizationScopes' in role && hasName(role.organizationScopes, name);
  }
  return [...role.scopes].some((scope) => scope.resource === resource && scope.name === name);
}

function isKnown({ directory, resource }: About, name: string): boolean {
  if (resource === undefined) return false;
  const scopes = resource === 'organizations' ? directory.organizationScopes : resource.scopes;
  return hasName(scopes.values(), name);
}

function hasName(things: Iterable<{ readonly name: string }>, name: string): boolean {
  for (const thing of things) if (thing.name === name) return true;
  return false;
}
