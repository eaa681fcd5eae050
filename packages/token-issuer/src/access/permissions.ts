import type { ClientState, ResourceState, UserState } from './state.js';

/** The permissions that the global roles of a subject hold on a resource, in the resource's own order. */
export function permissionsOf(subject: UserState | ClientState, resource: ResourceState): readonly string[] {
  const held = [...subject.roles].flatMap((role) => [...role.scopes]);
  return [...resource.scopes.values()].filter((scope) => held.includes(scope)).map(({ name }) => name);
}
