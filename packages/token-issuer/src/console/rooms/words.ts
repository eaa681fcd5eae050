import type { Directory } from '../../access/directory.js';
import type { ResourceScopeState, RoleState } from '../../access/state.js';

/** The roles that hold a permission, those of organizations among them. */
export function holdersOf(directory: Directory, scope: ResourceScopeState): readonly RoleState[] {
  return [...directory.roles.values(), ...directory.organizationRoles.values()].filter((role) =>
    role.scopes.has(scope),
  );
}

/** "the role reader", "the roles reader and editor". */
export function namesOf(roles: readonly { readonly name: string }[]): string {
  const names = [...new Set(roles.map(({ name }) => name))];
  return `the role${names.length === 1 ? '' : 's'} ${listed(names)}`;
}

/** "a, b and c". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
}

/** A moment for people, in the same words everywhere. @param milliseconds - Since the epoch. */
export function momentOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('T', ' ').slice(0, 19);
}
