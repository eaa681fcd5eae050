import type { Html } from 'local-pages';

import type { ScopeState } from '../../access/state.js';
import { choices } from '../form.js';
import type { Form } from '../form.js';
import { reject } from '../room.js';
import type { Visit } from '../room.js';

/** The organization permissions, to be ticked. */
export function organizationScopePicker(form: Form, visit: Visit, held: ReadonlySet<ScopeState>): Html {
  return choices(form, {
    type: 'checkbox',
    name: 'organizationScopes',
    legend: 'Organization permissions',
    first: [...held].map(({ id }) => id),
    choices: [...visit.tenant.directory.organizationScopes.values()].map(({ id, name, description }) => ({
      value: id,
      label: name,
      ...(description !== undefined && { hint: description }),
    })),
    none: 'There is none yet.',
  });
}

/** Those that were ticked. */
export function needOrganizationScopes(values: URLSearchParams, { tenant }: Visit): readonly ScopeState[] {
  return [...new Set(values.getAll('organizationScopes'))].map(
    (id) =>
      tenant.directory.organizationScopes.get(id) ??
      reject('organizationScopes', 'One of these permissions is gone.'),
  );
}
