import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Directory } from '../../access/directory.js';
import type { RoleState } from '../../access/state.js';
import { needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath, reject } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { roleOf } from './find.js';
import { changesOf, needScopes, scopePicker } from './scope-picker.js';
import { listed } from './words.js';

const KINDS = { user: 'for users', machine: 'for machine clients' } as const;

/** The page of one global role. */
export function roleView(visit: Visit, role: RoleState): View {
  const { directory } = visit.tenant;
  const holders = holdersOf(directory, role);
  const permissions = formOf(visit, 'set permissions');
  return {
    title: role.name,
    content: html`<p><span class="tag">${KINDS[role.kind]}</span> ${role.description}</p>
      <section class="card" aria-labelledby="permissions">
        <h2 id="permissions">Permissions</h2>
        ${formHtml(permissions, { content: scopePicker(permissions, directory, role.scopes), button: 'Save' })}
      </section>
      <section class="card" aria-labelledby="holders">
        <h2 id="holders">Who has it</h2>
        ${
          holders.length === 0
            ? html`<p class="soft">Nobody yet.</p>`
            : html`<ul class="things">
                ${holders.map(({ name, href }) => html`<li><a href="${href}">${name}</a></li>`)}
              </ul>`
        }
        <p><a href="/console/assignments">Give and take it among all</a></p>
      </section>
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(directory, { role: role.name })}
      </section>
      ${settings(visit, role)}`,
  };
}

function settings(visit: Visit, role: RoleState): Html {
  const form = formOf(visit, 'change');
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    ${formHtml(form, {
      shape: 'row',
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', first: role.name })}
      ${field(form, { name: 'description', label: 'What it is for, in words', first: role.description ?? '' })}`,
      button: 'Save',
    })}
    ${formHtml(formOf(visit, 'remove'), { shape: 'inline', kind: 'danger', button: 'Remove this role' })}
  </section>`;
}

interface Holder {
  readonly name: string;
  readonly href: string;
}

function holdersOf(directory: Directory, role: RoleState): readonly Holder[] {
  const users = [...directory.users.values()].filter(({ roles }) => roles.has(role));
  const clients = [...directory.clients.values()].filter(({ roles }) => roles.has(role));
  return [
    ...users.map(({ id, username }) => ({ name: username, href: apiPath`/console/users/${id}` })),
    ...clients.map(({ id, name }) => ({ name, href: apiPath`/console/applications/${id}` })),
  ];
}

const setPermissions: Action = async (submission) => {
  const role = roleOf(submission);
  const { values, tenant, call } = submission;
  const { given, taken } = changesOf(role.scopes, needScopes(values, tenant.directory, role.kind));
  if (given.length + taken.length === 0) return { said: 'It holds these already: nothing was changed.' };
  if (given.length > 0) {
    await call('POST', apiPath`/roles/${role.id}/scopes`, { scopeIds: given.map(({ id }) => id) });
  }
  for (const scope of taken) await call('DELETE', apiPath`/roles/${role.id}/scopes/${scope.id}`);
  return { said: 'Saved. It counts from the next token on.', thing: { role: role.name } };
};

const change: Action = async (submission) => {
  const role = roleOf(submission);
  const { values, tenant, call } = submission;
  const others = [...tenant.directory.roles.values()].filter((other) => other !== role);
  const name = needFree('name', needText(values, 'name', 'A name'), others, 'a role');
  const description = needText(values, 'description', 'A description');
  await call('PATCH', apiPath`/roles/${role.id}`, { name, description });
  return { said: 'Saved.', thing: { role: name } };
};

const remove: Action = async (submission) => {
  const role = roleOf(submission);
  const holders = holdersOf(submission.tenant.directory, role);
  if (holders.length > 0) {
    reject('', `It is in use by ${listed(holders.map(({ name }) => name))}: take it from there first.`);
  }
  await submission.call('DELETE', apiPath`/roles/${role.id}`);
  return { to: '/console/roles', said: `The role ${role.name} is removed.` };
};

/** What the forms of the page do. */
export const roleActions: Readonly<Record<string, Action>> = {
  'set permissions': setPermissions,
  change,
  remove,
};
