import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { ClientState } from '../../access/state.js';
import { shapeApplication } from '../../management/shapes/application.js';
import { needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { addressFields, needAddresses } from './application-addresses.js';
import { secretActions, secretsHtml } from './application-secrets.js';
import { clientOf } from './find.js';
import { rolesHtml, subjectRoleActions } from './subject-roles.js';

const KINDS = {
  machine: 'machine client',
  web: 'web application',
  spa: 'single-page application',
  native: 'native application',
} as const;

/** The page of one application. */
export function applicationView(visit: Visit, client: ClientState): View {
  const { directory } = visit.tenant;
  const isConfidential = client.kind === 'machine' || client.kind === 'web';
  return {
    title: client.name,
    content: html`<p>
        <span class="tag">${KINDS[client.kind]}</span> <span class="soft">client id</span>
        <code>${client.id}</code>
      </p>
      ${client.kind === 'machine' ? html`${rolesHtml(visit, client)} ${organizationsHtml(visit, client)}` : undefined}
      ${isConfidential ? secretsHtml(visit, client) : undefined}
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(directory, { client: client.id })}
      </section>
      ${settings(visit, client)}`,
  };
}

function organizationsHtml(visit: Visit, client: ClientState): Html {
  const organizations = visit.tenant.directory.organizationsOf(client);
  return html`<section class="card" aria-labelledby="organizations">
    <h2 id="organizations">Organizations</h2>
    ${
      organizations.length === 0
        ? html`<p class="soft">In none. <a href="/console/organizations">Organizations</a></p>`
        : html`<ul class="things">
            ${organizations.map(
              ({ id, name }) => html`<li><a href="${apiPath`/console/organizations/${id}`}">${name}</a></li>`,
            )}
          </ul>`
    }
  </section>`;
}

function settings(visit: Visit, client: ClientState): Html {
  const form = formOf(visit, 'change');
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    ${formHtml(form, {
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', first: client.name })}
      ${addressFields(form, client)}`,
      button: 'Save',
    })}
    ${formHtml(formOf(visit, 'remove'), { shape: 'inline', kind: 'danger', button: 'Remove this application' })}
  </section>`;
}

const change: Action = async (submission) => {
  const client = clientOf(submission);
  const { values, tenant, call } = submission;
  const others = [...tenant.directory.clients.values()].filter((other) => other !== client);
  const name = needFree('name', needText(values, 'name', 'A name', 256), others, 'an application');
  const { oidcClientMetadata: oidc, customClientMetadata: custom } = shapeApplication(tenant, client);
  const given = needAddresses(values, client.kind, custom);
  await call('PATCH', apiPath`/applications/${client.id}`, {
    name,
    ...given,
    // Logto replaces it as a whole.
    oidcClientMetadata: { ...oidc, ...given.oidcClientMetadata },
  });
  return { said: 'Saved.', thing: { client: client.id } };
};

const remove: Action = async (submission) => {
  const client = clientOf(submission);
  await submission.call('DELETE', apiPath`/applications/${client.id}`);
  return { to: '/console/applications', said: `${client.name} is removed.` };
};

/** What the forms of the page do. */
export const applicationActions: Readonly<Record<string, Action>> = {
  change,
  remove,
  ...secretActions,
  ...subjectRoleActions,
};
