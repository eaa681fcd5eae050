import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { isManagementApi } from '../../access/management-api.js';
import type { ResourceState } from '../../access/state.js';
import { needLife, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath, reject } from '../room.js';
import type { Action, Submission, View, Visit } from '../room.js';
import { permissionActions, permissionsHtml } from './permissions.js';
import { resourceOf } from './find.js';
import { holdersOf, namesOf } from './words.js';

/** The page of one API resource. */
export function resourceView(visit: Visit, resource: ResourceState): View {
  const { indicator, name } = resource;
  const isLogtos = isManagementApi(indicator);
  return {
    title: name,
    content: html`<p class="line">
        <code>${indicator}</code>
        ${resource.default ? html`<span class="tag">default: of requests that name no resource</span>` : undefined}
      </p>
      ${
        isLogtos
          ? html`<p class="card">This is the Management API itself. As in Logto, it cannot be changed.</p>`
          : undefined
      }
      ${permissionsHtml(visit, resource, isLogtos)}
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(visit.tenant.directory, { resource: indicator })}
      </section>
      ${isLogtos ? undefined : settings(visit, resource)}`,
  };
}

function settings(visit: Visit, resource: ResourceState): Html {
  const form = formOf(visit, 'change');
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    ${formHtml(form, {
      shape: 'row',
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', first: resource.name })}
      ${field(form, {
        name: 'life',
        label: 'Life of its access tokens, in seconds',
        type: 'number',
        first: String(resource.accessTokenLife),
      })}`,
      button: 'Save',
    })}
    <div class="line">
      <span
        >The default resource is the one of a client-credentials request that names none. Without it, such a
        request is refused.</span
      >
      ${formHtml(formOf(visit, resource.default ? 'no default' : 'default'), {
        shape: 'inline',
        kind: 'plain',
        button: resource.default ? 'Make it no default' : 'Make it the default',
      })}
    </div>
    <div class="line">
      <span
        >Removing it takes its permissions along. Tokens that were issued for it stay valid until they
        expire.</span
      >
      ${formHtml(formOf(visit, 'remove'), { shape: 'inline', kind: 'danger', button: 'Remove this resource' })}
    </div>
  </section>`;
}

const change: Action = async (submission) => {
  const resource = resourceOf(submission);
  const { values, call } = submission;
  const name = needText(values, 'name', 'A name', 256);
  await call('PATCH', apiPath`/resources/${resource.id}`, { name, accessTokenTtl: needLife(values) });
  return { said: 'Saved.', thing: { resource: resource.indicator } };
};

const remove: Action = async (submission) => {
  const resource = resourceOf(submission);
  const { directory } = submission.tenant;
  const holders = [...resource.scopes.values()].flatMap((scope) => holdersOf(directory, scope));
  if (holders.length > 0) {
    reject('', `Its permissions are in use by ${namesOf(holders)}: take them from there first.`);
  }
  if (directory.resources.size === 1)
    reject('', 'It is the only one, and an issuer has at least one API resource.');
  await submission.call('DELETE', apiPath`/resources/${resource.id}`);
  return { to: '/console/resources', said: `${resource.indicator} is removed.` };
};

async function setDefault(submission: Submission, isDefault: boolean) {
  const resource = resourceOf(submission);
  await submission.call('PATCH', apiPath`/resources/${resource.id}/is-default`, { isDefault });
  return {
    said: isDefault ? 'It is the default now.' : 'It is no default now.',
    thing: { resource: resource.indicator },
  };
}

/** What the forms of the page do. */
export const resourceActions: Readonly<Record<string, Action>> = {
  change,
  remove,
  default: (submission) => setDefault(submission, true),
  'no default': (submission) => setDefault(submission, false),
  ...permissionActions,
};
