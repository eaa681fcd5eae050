import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { ResourceState } from '../../access/state.js';
import { mayText, needLife } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { INDICATOR_SCRIPT, needIndicator } from '../indicator.js';
import { apiPath } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { indicatorRules } from './indicator-rules.js';
import { resourceActions, resourceView } from './resource.js';

const PATH = '/console/resources';
const DEFAULT_LIFE = '3600';

function listView(visit: Visit): View {
  const all = [...visit.tenant.directory.resources.values()];
  return {
    content: html`<p>
        An API resource is an API that tokens are made for. Its indicator is the <code>aud</code> of these
        tokens, letter by letter.
      </p>
      <section class="card" aria-labelledby="registered">
        <h2 id="registered">Registered</h2>
        <ul class="things">
          ${all.map(item)}
        </ul>
      </section>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Register an API resource</h2>
        ${registerForm(visit)}
      </section>`,
    script: INDICATOR_SCRIPT,
  };
}

function item(resource: ResourceState): Html {
  const { id, name, indicator, scopes } = resource;
  const count = scopes.size === 1 ? '1 permission' : `${scopes.size} permissions`;
  return html`<li>
    <p class="line">
      <a href="${apiPath`/console/resources/${id}`}">${name}</a>
      ${resource.default ? html`<span class="tag">default</span>` : undefined}
      <span class="soft">${count}</span>
    </p>
    ${name === indicator ? undefined : html`<code>${indicator}</code>`}
  </li>`;
}

function registerForm(visit: Visit): Html {
  const form = formOf(visit, 'register');
  return formHtml(form, {
    content: html`${field(form, {
      name: 'indicator',
      label: 'Indicator',
      type: 'url',
      placeholder: 'https://api.example.com',
      hint: 'It cannot be changed later. The API and every client name it by the same letters.',
      data: 'indicator',
    })}
    ${indicatorRules(visit)}
    ${field(form, { name: 'name', label: 'Name', hint: 'For people. Left out, it is the indicator.' })}
    ${field(form, {
      name: 'life',
      label: 'Life of its access tokens, in seconds',
      type: 'number',
      first: DEFAULT_LIFE,
    })}`,
    button: 'Register',
  });
}

const register: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const indicator = needIndicator(values, tenant.directory);
  const name = mayText(values, 'name') ?? indicator;
  const accessTokenTtl = needLife(values);
  const made = (await call('POST', '/resources', { indicator, name, accessTokenTtl })) as {
    readonly id: string;
  };
  return {
    to: apiPath`/console/resources/${made.id}`,
    said: `${indicator} is registered. Next: its permissions.`,
    thing: { resource: indicator },
  };
};

/** Step 1 and 2 of the guide: the APIs that tokens are for, and what may be done at each. */
export const resources: Room = {
  path: PATH,
  label: 'API resources',
  concerns: ['resources'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const resource = more === undefined ? visit.tenant.directory.resources.get(id) : undefined;
    return resource && resourceView(visit, resource);
  },
  posts: { register, ...resourceActions },
};
