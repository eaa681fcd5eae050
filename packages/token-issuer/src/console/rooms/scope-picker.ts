import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Directory } from '../../access/directory.js';
import { isManagementApi } from '../../access/management-api.js';
import type { RoleKind } from '../../access/model.js';
import type { ResourceScopeState, ScopeState } from '../../access/state.js';
import { choices } from '../form.js';
import type { Form } from '../form.js';
import { reject } from '../room.js';

/** The permissions of every resource, to be ticked. */
export function scopePicker(form: Form, directory: Directory, held: ReadonlySet<ScopeState>): Html {
  const resources = [...directory.resources.values()].filter(({ scopes }) => scopes.size > 0);
  if (resources.length === 0) {
    return html`<p class="soft">
      No API resource has permissions yet: <a href="/console/resources">define some first</a>.
    </p>`;
  }
  return choices(form, {
    type: 'checkbox',
    name: 'scopes',
    legend: 'Permissions of APIs',
    first: [...held].map(({ id }) => id),
    choices: resources.flatMap((resource) =>
      [...resource.scopes.values()].map((scope) => ({
        value: scope.id,
        label: scope.name,
        group: resource.name,
        ...(scope.description !== undefined && { hint: scope.description }),
      })),
    ),
  });
}

/** The permissions that were ticked. Rejects the field `scopes`. */
export function needScopes(
  values: URLSearchParams,
  directory: Directory,
  kind: RoleKind,
): readonly ResourceScopeState[] {
  const known = new Map(
    [...directory.resources.values()]
      .flatMap(({ scopes }) => [...scopes.values()])
      .map((scope) => [scope.id, scope]),
  );
  return [...new Set(values.getAll('scopes'))].map((id) => {
    const scope = known.get(id) ?? reject('scopes', 'One of these permissions is gone.');
    if (kind === 'user' && isManagementApi(scope.resource.indicator)) {
      reject('scopes', 'A role for users never opens the Management API: choose a role for machines.');
    }
    return scope;
  });
}

/** What has to be given and taken, so that a set holds what was chosen. */
export function changesOf<T>(
  held: ReadonlySet<T>,
  wanted: readonly T[],
): { readonly given: readonly T[]; readonly taken: readonly T[] } {
  return {
    given: wanted.filter((each) => !held.has(each)),
    taken: [...held].filter((each) => !wanted.includes(each)),
  };
}
