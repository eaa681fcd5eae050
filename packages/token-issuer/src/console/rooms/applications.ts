import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { ClientKind } from '../../access/model-clients.js';
import type { ClientState } from '../../access/state.js';
import { clientType } from '../../management/shapes/application.js';
import { needFree, needText } from '../check.js';
import { choices, field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { applicationActions, applicationView } from './application.js';
import { addressFields, needAddresses } from './application-addresses.js';

/** The kinds, in words. */
export const CLIENT_KINDS: readonly {
  readonly value: ClientKind;
  readonly label: string;
  readonly hint: string;
}[] = [
  { value: 'machine', label: 'Machine client', hint: 'a program without a user: client credentials' },
  { value: 'web', label: 'Web application', hint: 'on a server, keeps a secret' },
  { value: 'spa', label: 'Single-page application', hint: 'in the browser, has no secret' },
  { value: 'native', label: 'Native application', hint: 'installed, has no secret' },
];

function listView(visit: Visit): View {
  const all = [...visit.tenant.directory.clients.values()];
  const form = formOf(visit, 'create');
  return {
    content: html`<p>
        What asks for tokens: machine clients for themselves, the other three for people who sign in.
      </p>
      <div class="grid two">
        ${section(
          'Machine clients',
          'machines',
          all.filter(({ kind }) => kind === 'machine'),
        )}
        ${section(
          'Applications for people',
          'apps',
          all.filter(({ kind }) => kind !== 'machine'),
        )}
      </div>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Add an application</h2>
        ${formHtml(form, {
          content: html`${field(form, { name: 'name', label: 'Name' })}
          ${choices(form, {
            type: 'radio',
            name: 'kind',
            legend: 'Kind',
            hint: 'It cannot be changed later.',
            first: ['machine'],
            choices: CLIENT_KINDS,
          })}
          ${addressFields(form)}`,
          button: 'Add',
        })}
      </section>`,
  };
}

function section(title: string, id: string, clients: readonly ClientState[]): Html {
  return html`<section class="card" aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${
      clients.length === 0
        ? html`<p class="soft">None yet.</p>`
        : html`<ul class="things">
            ${clients.map(item)}
          </ul>`
    }
  </section>`;
}

function item({ id, name, kind, roles, tokenExchange }: ClientState): Html {
  const held = roles.size === 0 ? 'no role' : [...roles].map((role) => role.name).join(', ');
  return html`<li>
    <a href="${apiPath`/console/applications/${id}`}">${name}</a>
    <span class="soft">${kind === 'machine' ? held : kind}</span>
    ${tokenExchange ? html`<span class="tag">exchanges tokens</span>` : undefined}
  </li>`;
}

const create: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const clients = [...tenant.directory.clients.values()];
  const name = needFree('name', needText(values, 'name', 'A name', 256), clients, 'an application');
  const kind = CLIENT_KINDS.find(({ value }) => value === values.get('kind'))?.value;
  if (kind === undefined) return reject('kind', 'An application is of one of these kinds.');
  const addresses = needAddresses(values, kind);
  const body = { name, type: clientType(kind), ...addresses };
  const made = (await call('POST', '/applications', body)) as { readonly id: string };
  return {
    to: apiPath`/console/applications/${made.id}`,
    said: `${name} is there; its id is ${made.id}.`,
    thing: { client: made.id },
  };
};

/** Step 4 of the guide: machine clients and applications. */
export const applications: Room = {
  path: '/console/applications',
  label: 'Applications',
  concerns: ['clients', 'roles'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const client = more === undefined ? visit.tenant.directory.clients.get(id) : undefined;
    return client && applicationView(visit, client);
  },
  posts: { create, ...applicationActions },
};
