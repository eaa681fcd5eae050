import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { OrganizationRoleState, ScopeState } from '../../access/state.js';
import { mayText, needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { organizationRoleActions, organizationRoleView } from './organization-role.js';
import { needOrganizationScopes, organizationScopePicker } from './organization-scope-picker.js';
import { needScopeName } from './permissions.js';
import { kindPicker, needKind } from './roles.js';
import { needScopes, scopePicker } from './scope-picker.js';
import { namesOf } from './words.js';

function listView(visit: Visit): View {
  const { directory } = visit.tenant;
  const roles = [...directory.organizationRoles.values()];
  const form = formOf(visit, 'create role');
  return {
    content: html`<p>
        What somebody may be inside an organization. The roles are the same for all
        <a href="/console/organizations">organizations</a>; who has them is not.
      </p>
      ${permissionsSection(visit)}
      <section class="card" aria-labelledby="all">
        <h2 id="all">Organization roles</h2>
        ${
          roles.length === 0
            ? html`<p class="soft">None yet.</p>`
            : html`<ul class="things">
                ${roles.map(item)}
              </ul>`
        }
      </section>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Make an organization role</h2>
        ${formHtml(form, {
          content: html`${field(form, { name: 'name', label: 'Name' })}
          ${field(form, { name: 'description', label: 'What it is for, in words' })} ${kindPicker(form)}
          ${organizationScopePicker(form, visit, new Set())} ${scopePicker(form, directory, new Set())}`,
          button: 'Make it',
        })}
      </section>`,
  };
}

function item({ id, name, kind, organizationScopes, scopes }: OrganizationRoleState): Html {
  return html`<li>
    <a href="${apiPath`/console/organization-roles/${id}`}">${name}</a>
    <span class="soft">${kind === 'user' ? 'for members' : 'for machines'}</span><br />
    ${[...organizationScopes, ...scopes].map((scope) => html`<span class="tag">${scope.name}</span> `)}
  </li>`;
}

function permissionsSection(visit: Visit): Html {
  const all = [...visit.tenant.directory.organizationScopes.values()];
  const form = formOf(visit, 'add permission');
  return html`<section class="card" aria-labelledby="permissions">
    <h2 id="permissions">Organization permissions</h2>
    <p class="hint">
      What a token for an organization itself holds. The permissions of APIs are not among them.
    </p>
    ${
      all.length === 0
        ? html`<p class="soft">None yet.</p>`
        : html`<ul class="things">
            ${all.map((scope) => permission(visit, scope))}
          </ul>`
    }
    ${formHtml(form, {
      shape: 'row',
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', placeholder: 'read:members' })}
      ${field(form, { name: 'description', label: 'What it allows, in words' })}`,
      button: 'Add',
    })}
  </section>`;
}

function permission(visit: Visit, { id, name, description }: ScopeState): Html {
  return html`<li>
    <div class="line">
      <p><code>${name}</code> <span class="soft">${description}</span></p>
      ${formHtml(formOf(visit, 'remove permission', id), {
        shape: 'inline',
        kind: 'danger',
        button: 'Remove',
        buttonAbout: name,
      })}
    </div>
    ${linesHtml(visit.tenant.directory, { organizationScope: name })}
  </li>`;
}

const addPermission: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const name = needScopeName(values, tenant.directory.organizationScopes.values());
  await call('POST', '/organization-scopes', { name, description: mayText(values, 'description') });
  return { said: `${name} is a permission of organizations now.`, thing: { organizationScope: name } };
};

const removePermission: Action = async (submission) => {
  const { tenant, about, call } = submission;
  const scope = tenant.directory.organizationScopes.get(about) ?? reject('', 'This permission is gone.');
  const holders = [...tenant.directory.organizationRoles.values()].filter((role) =>
    role.organizationScopes.has(scope),
  );
  if (holders.length > 0)
    reject('', `${scope.name} is in use by ${namesOf(holders)}: take it from there first.`);
  await call('DELETE', apiPath`/organization-scopes/${scope.id}`);
  return { said: `${scope.name} is removed.` };
};

const createRole: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const { directory } = tenant;
  const roles = directory.organizationRoles.values();
  const name = needFree('name', needText(values, 'name', 'A name'), roles, 'an organization role');
  const description = mayText(values, 'description');
  const { kind, type } = needKind(values);
  const organizationScopeIds = needOrganizationScopes(values, submission).map(({ id }) => id);
  const resourceScopeIds = needScopes(values, directory, kind).map(({ id }) => id);
  await call('POST', '/organization-roles', {
    name,
    description,
    type,
    organizationScopeIds,
    resourceScopeIds,
  });
  return { said: `The organization role ${name} is there.`, thing: { organizationRole: name } };
};

/** The template of organizations: their permissions, and roles of both kinds. */
export const organizationRoles: Room = {
  path: '/console/organization-roles',
  label: 'Organization roles',
  concerns: ['resources', 'organizationScopes', 'organizationRoles'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const role = more === undefined ? visit.tenant.directory.organizationRoles.get(id) : undefined;
    return role && organizationRoleView(visit, role);
  },
  posts: {
    'add permission': addPermission,
    'remove permission': removePermission,
    'create role': createRole,
    ...organizationRoleActions,
  },
};
