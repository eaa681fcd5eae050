import { html } from 'local-pages';

import type { OrganizationState } from '../../access/state.js';
import { mayText, needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { organizationActions, organizationView } from './organization.js';

function listView(visit: Visit): View {
  const all = [...visit.tenant.directory.organizations.values()];
  const form = formOf(visit, 'create');
  return {
    content: html`<p>
        An organization is a tenant of your product: who is in it, and which
        <a href="/console/organization-roles">organization roles</a> each has there.
      </p>
      <section class="card" aria-labelledby="all">
        <h2 id="all">Organizations</h2>
        ${
          all.length === 0
            ? html`<p class="soft">None yet.</p>`
            : html`<ul class="things">
                ${all.map(item)}
              </ul>`
        }
      </section>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Add an organization</h2>
        ${formHtml(form, {
          shape: 'row',
          content: html`${field(form, { name: 'name', label: 'Name' })}
          ${field(form, { name: 'description', label: 'What it is, in words' })}`,
          button: 'Add',
        })}
      </section>`,
  };
}

function item({ id, name, members, machines, mfaRequired }: OrganizationState) {
  return html`<li>
    <a href="${apiPath`/console/organizations/${id}`}">${name}</a>
    <span class="soft">
      <code>${id}</code> · ${String(members.size)} ${members.size === 1 ? 'member' : 'members'} ·
      ${String(machines.size)} ${machines.size === 1 ? 'machine' : 'machines'}
    </span>
    ${mfaRequired ? html`<span class="tag">wants a second factor</span>` : undefined}
  </li>`;
}

const create: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const organizations = tenant.directory.organizations.values();
  const name = needFree('name', needText(values, 'name', 'A name'), organizations, 'an organization');
  const description = mayText(values, 'description');
  const made = (await call('POST', '/organizations', { name, description })) as { readonly id: string };
  return {
    to: apiPath`/console/organizations/${made.id}`,
    said: `${name} is there; its id is ${made.id}. Next: its members.`,
    thing: { organization: made.id },
  };
};

/** Organizations, and who is in them. */
export const organizations: Room = {
  path: '/console/organizations',
  label: 'Organizations',
  concerns: ['organizations', 'organizationRoles', 'users', 'clients'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const organization = more === undefined ? visit.tenant.directory.organizations.get(id) : undefined;
    return organization && organizationView(visit, organization);
  },
  posts: { create, ...organizationActions },
};
