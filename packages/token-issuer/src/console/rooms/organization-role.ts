import { html } from 'local-pages';

import type { OrganizationRoleState } from '../../access/state.js';
import { mayText, needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath, reject } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { organizationRoleOf } from './find.js';
import { needOrganizationScopes, organizationScopePicker } from './organization-scope-picker.js';
import { needScopes, scopePicker } from './scope-picker.js';
import { listed } from './words.js';

/** The page of one organization role. */
export function organizationRoleView(visit: Visit, role: OrganizationRoleState): View {
  const { directory } = visit.tenant;
  const form = formOf(visit, 'change role');
  return {
    title: role.name,
    content: html`<p>
        <span class="tag">${role.kind === 'user' ? 'for members' : 'for machines'}</span> ${role.description}
      </p>
      <section class="card" aria-labelledby="settings">
        <h2 id="settings">What it is and holds</h2>
        ${formHtml(form, {
          content: html`${field(form, { name: 'name', label: 'Name', first: role.name })}
          ${field(form, { name: 'description', label: 'What it is for, in words', first: role.description ?? '' })}
          ${organizationScopePicker(form, visit, role.organizationScopes)}
          ${scopePicker(form, directory, role.scopes)}`,
          button: 'Save',
        })}
        ${formHtml(formOf(visit, 'remove role'), { shape: 'inline', kind: 'danger', button: 'Remove this role' })}
      </section>
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(directory, { organizationRole: role.name })}
      </section>`,
  };
}

const change: Action = async (submission) => {
  const role = organizationRoleOf(submission);
  const { values, tenant, call } = submission;
  const others = [...tenant.directory.organizationRoles.values()].filter((other) => other !== role);
  const name = needFree('name', needText(values, 'name', 'A name'), others, 'an organization role');
  const description = mayText(values, 'description') ?? null;
  const organizationScopeIds = needOrganizationScopes(values, submission).map(({ id }) => id);
  const scopeIds = needScopes(values, tenant.directory, role.kind).map(({ id }) => id);
  const path = apiPath`/organization-roles/${role.id}`;
  await call('PATCH', path, { name, description });
  await call('PUT', `${path}/scopes`, { organizationScopeIds });
  await call('PUT', `${path}/resource-scopes`, { scopeIds });
  return { said: 'Saved. It counts from the next token on.', thing: { organizationRole: name } };
};

const remove: Action = async (submission) => {
  const role = organizationRoleOf(submission);
  const holders = [...submission.tenant.directory.organizations.values()].flatMap(
    ({ name, members, machines }) => [
      ...[...members]
        .filter(([, roles]) => roles.has(role))
        .map(([{ username }]) => `${username} in ${name}`),
      ...[...machines].filter(([, roles]) => roles.has(role)).map(([client]) => `${client.name} in ${name}`),
    ],
  );
  if (holders.length > 0) reject('', `It is in use by ${listed(holders)}: take it from there first.`);
  await submission.call('DELETE', apiPath`/organization-roles/${role.id}`);
  return { to: '/console/organization-roles', said: `The organization role ${role.name} is removed.` };
};

/** What the forms of the page do. */
export const organizationRoleActions: Readonly<Record<string, Action>> = {
  'change role': change,
  'remove role': remove,
};
