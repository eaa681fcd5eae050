import type { Directory } from '../../../access/directory.js';
import type { ResourceScopeState, ResourceState, RoleState, UserState } from '../../../access/state.js';

/** A call of the tour's API, and what came. */
export interface TourCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly needs: string;
  readonly status: number;
  readonly challenge: string | undefined;
  readonly body: string;
}

/** What the tour has made, by id: what became of it since is looked up. */
export interface TourMemory {
  resource?: string;
  role?: string;
  user?: string;
  /** Whether the tour made the user, and the application that the user signs in to. */
  madeUser?: boolean;
  madeClient?: string;
  token?: string;
  calls?: readonly TourCall[];
}

/** How far somebody has come. A thing that is gone puts the tour back to where it is made. */
export interface Progress {
  readonly resource?: ResourceState;
  /** The first is what reading needs, the second what writing needs. */
  readonly scopes?: readonly [ResourceScopeState, ResourceScopeState];
  readonly role?: RoleState;
  readonly user?: UserState;
  readonly token?: string;
  readonly calls?: readonly TourCall[];
}

/** How many steps there are. */
export const STEPS = 6;

/** What of the memory still holds. */
export function progressOf(memory: TourMemory, directory: Directory): Progress {
  const resource = directory.resources.get(memory.resource ?? '');
  if (resource === undefined) return {};
  const [read, write] = resource.scopes.values();
  if (read === undefined || write === undefined) return { resource };
  const scopes = [read, write] as const;
  const role = directory.roles.get(memory.role ?? '');
  if (role === undefined) return { resource, scopes };
  const user = directory.users.get(memory.user ?? '');
  if (user === undefined || !user.roles.has(role)) return { resource, scopes, role };
  const { token, calls } = memory;
  return {
    resource,
    scopes,
    role,
    user,
    ...(token !== undefined && { token }),
    ...(token !== undefined && calls !== undefined && { calls }),
  };
}

/** How many steps are done. */
export function stepsDone({ resource, scopes, role, user, token, calls }: Progress): number {
  return [resource, scopes, role, user, token, calls].findIndex((done) => done === undefined) === -1
    ? STEPS
    : [resource, scopes, role, user, token, calls].findIndex((done) => done === undefined);
}
