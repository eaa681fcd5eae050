import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { RoleKind } from '../../access/model.js';
import type { RoleState } from '../../access/state.js';
import { needFree, needText } from '../check.js';
import { choices, field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { roleActions, roleView } from './role.js';
import { needScopes, scopePicker } from './scope-picker.js';

const TYPES = { user: 'User', machine: 'MachineToMachine' } as const;

function listView(visit: Visit): View {
  const all = [...visit.tenant.directory.roles.values()];
  const form = formOf(visit, 'create');
  return {
    content: html`<p>
        A role bundles permissions. It is for people or for machine clients, never for both: its kind cannot
        be changed later.
      </p>
      <div class="grid two">
        ${kindSection(
          'For users',
          'users',
          all.filter(({ kind }) => kind === 'user'),
        )}
        ${kindSection(
          'For machine clients',
          'machines',
          all.filter(({ kind }) => kind === 'machine'),
        )}
      </div>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Make a role</h2>
        ${formHtml(form, {
          content: html`${field(form, { name: 'name', label: 'Name', placeholder: 'reader' })}
          ${field(form, { name: 'description', label: 'What it is for, in words' })} ${kindPicker(form)}
          ${scopePicker(form, visit.tenant.directory, new Set())}`,
          button: 'Make it',
        })}
      </section>`,
  };
}

/** Which kind a role is of: global ones, and those of organizations. */
export function kindPicker(form: ReturnType<typeof formOf>): Html {
  return choices(form, {
    type: 'radio',
    name: 'kind',
    legend: 'Kind',
    first: ['user'],
    choices: [
      { value: 'user', label: 'For users', hint: 'people who sign in' },
      { value: 'machine', label: 'For machine clients', hint: 'programs, by client credentials' },
    ],
  });
}

/** The kind that was chosen, with Logto's word for it. */
export function needKind(values: URLSearchParams): { readonly kind: RoleKind; readonly type: string } {
  const kind = values.get('kind');
  if (kind !== 'user' && kind !== 'machine')
    return reject('kind', 'A role is for users or for machine clients.');
  return { kind, type: TYPES[kind] };
}

function kindSection(title: string, id: string, roles: readonly RoleState[]): Html {
  return html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      roles.length === 0
        ? html`<p class="soft">None yet.</p>`
        : html`<ul class="things">
            ${roles.map(
              (role) =>
                html`<li>
                  <a href="${apiPath`/console/roles/${role.id}`}">${role.name}</a>
                  <span class="soft">${role.description}</span><br />
                  ${holds(role)}
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

function holds({ scopes }: RoleState): Html {
  if (scopes.size === 0) return html`<span class="soft">holds nothing</span>`;
  return html`${[...scopes].map(({ name }) => html`<span class="tag">${name}</span> `)}`;
}

const create: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const { directory } = tenant;
  const name = needFree('name', needText(values, 'name', 'A name'), directory.roles.values(), 'a role');
  const description = needText(values, 'description', 'A description');
  const { kind, type } = needKind(values);
  const scopeIds = needScopes(values, directory, kind).map(({ id }) => id);
  // Without any, the member stays away: Logto takes an empty list for a mistake, and leaves the role behind.
  const body = { name, description, type, ...(scopeIds.length > 0 && { scopeIds }) };
  const made = (await call('POST', '/roles', body)) as { readonly id: string };
  return {
    to: apiPath`/console/roles/${made.id}`,
    said: `The role ${name} is there. Next: somebody who has it.`,
    thing: { role: name },
  };
};

/** Step 3 of the guide: bundles of permissions, of both kinds. */
export const roles: Room = {
  path: '/console/roles',
  label: 'Roles',
  concerns: ['resources', 'roles'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const role = more === undefined ? visit.tenant.directory.roles.get(id) : undefined;
    return role && roleView(visit, role);
  },
  posts: { create, ...roleActions },
};
