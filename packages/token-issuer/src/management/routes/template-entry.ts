import { z } from 'zod/v3';

import type { ResourceScopeState } from '../../access/state.js';
import { textUpTo } from '../guard.js';
import { scopeById } from '../lookup.js';
import { Refusal } from '../refusal.js';
import type { Tenant } from '../tenant.js';

/** What organization permissions and organization roles are made of. */
export const templateBody = z.object({
  name: textUpTo(128),
  description: z.string().max(256).nullable().optional(),
});

export interface Named {
  readonly id: string;
  name: string;
  description: string | undefined;
}

export function byName(left: Named, right: Named): number {
  return left.name < right.name ? -1 : 1;
}

export function change(
  thing: Named,
  all: Iterable<Named>,
  {
    name,
    description,
  }: { readonly name?: string | undefined; readonly description?: string | null | undefined },
): void {
  if (name !== undefined) assertFree(all, name, thing.id);
  thing.name = name ?? thing.name;
  if (description !== undefined) thing.description = description ?? undefined;
}

export function assertFree(all: Iterable<Named>, name: string, except?: string): void {
  for (const thing of all) {
    if (thing.name === name && thing.id !== except) {
      throw new Refusal(422, 'entity.unique_integrity_violation');
    }
  }
}

/** API permissions where Logto's database looks them up. @throws Refusal 422 */
export function findScopes(tenant: Tenant, scopeIds: readonly string[]): readonly ResourceScopeState[] {
  return scopeIds.map((id) => {
    const scope = scopeById(tenant, id);
    if (scope === undefined) throw new Refusal(422, 'entity.relation_foreign_key_not_found');
    return scope;
  });
}

/** 404 of a change to a thing that is not there. */
export function notExisting(name: string): Refusal {
  return new Refusal(404, 'entity.not_exists', { words: { name } });
}
