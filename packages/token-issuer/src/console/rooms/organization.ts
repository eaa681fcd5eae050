import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { OrganizationState } from '../../access/state.js';
import { mayText, needFree, needText } from '../check.js';
import { choices, field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { organizationOf } from './find.js';
import { memberActions, membersHtml } from './members.js';

/** The page of one organization. */
export function organizationView(visit: Visit, organization: OrganizationState): View {
  const { id, name, description } = organization;
  return {
    title: name,
    content: html`<p><span class="soft">organization_id</span> <code>${id}</code> ${description}</p>
      ${membersHtml(visit, organization, 'user')} ${membersHtml(visit, organization, 'machine')}
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(visit.tenant.directory, { organization: id })}
      </section>
      ${settings(visit, organization)}`,
  };
}

function settings(visit: Visit, { name, description, mfaRequired }: OrganizationState): Html {
  const form = formOf(visit, 'change');
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    ${formHtml(form, {
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', first: name })}
      ${field(form, { name: 'description', label: 'What it is, in words', first: description ?? '' })}
      ${choices(form, {
        type: 'checkbox',
        name: 'mfa',
        legend: 'Second factor',
        first: mfaRequired ? ['yes'] : [],
        choices: [{ value: 'yes', label: 'A member without one gets no token of it' }],
      })}`,
      button: 'Save',
    })}
    ${formHtml(formOf(visit, 'remove'), { shape: 'inline', kind: 'danger', button: 'Remove this organization' })}
  </section>`;
}

const change: Action = async (submission) => {
  const organization = organizationOf(submission);
  const { values, tenant, call } = submission;
  const others = [...tenant.directory.organizations.values()].filter((other) => other !== organization);
  const name = needFree('name', needText(values, 'name', 'A name'), others, 'an organization');
  await call('PATCH', apiPath`/organizations/${organization.id}`, {
    name,
    description: mayText(values, 'description') ?? null,
    isMfaRequired: values.get('mfa') === 'yes',
  });
  return { said: 'Saved.', thing: { organization: organization.id } };
};

const remove: Action = async (submission) => {
  const organization = organizationOf(submission);
  await submission.call('DELETE', apiPath`/organizations/${organization.id}`);
  return {
    to: '/console/organizations',
    said: `${organization.name} is removed. Tokens that were issued for it stay valid until they expire.`,
  };
};

/** What the forms of the page do. */
export const organizationActions: Readonly<Record<string, Action>> = { change, remove, ...memberActions };
