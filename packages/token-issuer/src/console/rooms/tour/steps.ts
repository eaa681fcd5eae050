import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { choices, field, formHtml, formOf, select } from '../../form.js';
import { linesHtml } from '../../lines.js';
import type { Visit } from '../../room.js';
import { indicatorRules } from '../indicator-rules.js';
import { callsHtml, tokenHtml } from './outcome.js';
import { TOUR } from './names.js';
import type { Progress } from './progress.js';

/** A step: its form while it is open, and what is to be seen of it afterwards. */
interface StepView {
  readonly name: string;
  readonly open: (visit: Visit, progress: Progress) => Html;
  readonly after: (visit: Visit, progress: Progress) => Html;
}

const register: StepView = {
  name: '1. Register the API',
  open(visit) {
    const form = formOf(visit, 'register');
    return html`<p>The indicator names the API: it becomes the aud of every token that is made for it.</p>
      ${formHtml(form, {
        content: html`${field(form, {
          name: 'indicator',
          label: 'Indicator',
          type: 'url',
          first: TOUR.indicator,
          data: 'indicator',
        })}
        ${indicatorRules(visit)}`,
        button: 'Register',
      })}`;
  },
  after: ({ tenant }, { resource }) =>
    html`${resource && linesHtml(tenant.directory, { resource: resource.indicator })}`,
};

const define: StepView = {
  name: '2. Define its permissions',
  open(visit) {
    const form = formOf(visit, 'define');
    return html`<p>What can be done at this API. Each route will ask for one of them.</p>
      ${formHtml(form, {
        content: html`${field(form, { name: 'read', label: 'To read the notes', first: TOUR.read })}
        ${field(form, { name: 'write', label: 'To write a note', first: TOUR.write })}`,
        button: 'Define both',
      })}`;
  },
  after: (_visit, { scopes }) =>
    html`<p>${scopes?.map(({ name }) => html`<span class="tag">${name}</span> `)}</p>`,
};

const bundle: StepView = {
  name: '3. Bundle them in a role',
  open(visit, { scopes = [] }) {
    const form = formOf(visit, 'bundle');
    const [read] = scopes;
    return html`<p>People have roles, and roles hold permissions. This one may read, and no more.</p>
      ${formHtml(form, {
        content: html`${field(form, { name: 'name', label: 'Name of the role', first: TOUR.role })}
        ${choices(form, {
          type: 'checkbox',
          name: 'scopes',
          legend: 'It holds',
          first: read === undefined ? [] : [read.id],
          choices: scopes.map(({ id, name, description = '' }) => ({
            value: id,
            label: name,
            hint: description,
          })),
        })}`,
        button: 'Make the role',
      })}`;
  },
  after: ({ tenant }, { role }) => html`${role && linesHtml(tenant.directory, { role: role.name })}`,
};

const assign: StepView = {
  name: '4. Give the role to somebody',
  open(visit) {
    const form = formOf(visit, 'assign');
    const users = [...visit.tenant.directory.users.values()].filter(({ suspended }) => !suspended);
    // Somebody without a role shows best what one does.
    const nobody = users.find(({ roles }) => roles.size === 0) ?? users[0];
    return formHtml(form, {
      content:
        users.length === 0
          ? html`<p>There is nobody yet: the tour makes a user, ${TOUR.user}.</p>`
          : select(form, {
              name: 'user',
              label: 'Who',
              first: nobody?.id ?? '',
              choices: users.map(({ id, username, roles }) => ({
                value: id,
                label: `${username} (${roles.size === 0 ? 'no role' : [...roles].map(({ name }) => name).join(', ')})`,
              })),
            }),
      button: 'Give it',
    });
  },
  after: ({ tenant }, { user }) =>
    html`${user && linesHtml(tenant.directory, { rolesOf: { user: user.id } })}`,
};

const mint: StepView = {
  name: '5. Get an access token',
  open: (visit, { user, scopes = [] }) =>
    html`<p>
        ${user?.username} signs in as at any application, which asks for
        ${scopes.map(({ name }) => html`<code>${name}</code> `)}. Granted is what the role holds.
      </p>
      ${formHtml(formOf(visit, 'mint'), { button: `Sign in as ${user?.username ?? ''}` })}`,
  after: (_visit, { token = '' }) => tokenHtml(token),
};

const ask: StepView = {
  name: '6. Call the protected API',
  open: (visit) =>
    html`<p>
        A small API of this server’s own, protected by the verifier as yours will be: reading asks for the
        first permission, writing for the second.
      </p>
      ${formHtml(formOf(visit, 'ask'), { button: 'Read the notes, then write one' })}`,
  after: (_visit, { token = '', calls = [], user }) => callsHtml(calls, token, user?.username ?? ''),
};

/** The steps, in the order of the guide. */
export const STEP_VIEWS: readonly StepView[] = [register, define, bundle, assign, mint, ask];
