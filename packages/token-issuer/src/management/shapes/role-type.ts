import type { RoleKind } from '../../access/model.js';

/** Logto's words for whom a role can be given to. */
export const ROLE_TYPES = { user: 'User', machine: 'MachineToMachine' } as const;

/** The kind behind Logto's word. */
export function roleKind(type: 'User' | 'MachineToMachine' | undefined): RoleKind {
  return type === 'MachineToMachine' ? 'machine' : 'user';
}
