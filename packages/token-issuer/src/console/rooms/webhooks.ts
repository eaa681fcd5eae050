import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { HookEvent } from '../../webhooks/events.js';
import type { Hook } from '../../webhooks/hooks.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { eventPicker, needReceiver } from './receiver.js';
import { webhookActions, webhookView } from './webhook.js';

/** What concerns the standing of tokens: what a newcomer wants to hear. */
const USUAL: readonly HookEvent[] = ['User.SuspensionStatus.Updated', 'Role.Scopes.Updated', 'Scope.Deleted'];

function listView(visit: Visit): View {
  const all = visit.tenant.hooks.all();
  const form = formOf(visit, 'add');
  return {
    content: html`<p>
        Who is told when something changes. As with Logto a change is told once, and no event comes when
        somebody gets or loses a role.
      </p>
      <section class="card" aria-labelledby="all">
        <h2 id="all">Receivers</h2>
        ${
          all.length === 0
            ? html`<p class="soft">None yet.</p>`
            : html`<ul class="things">
                ${all.map((hook) => item(visit, hook))}
              </ul>`
        }
      </section>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Add a receiver</h2>
        ${formHtml(form, {
          content: html`${field(form, { name: 'name', label: 'Name' })}
          ${field(form, {
            name: 'url',
            label: 'Address',
            type: 'url',
            placeholder: 'http://localhost:3301/webhooks',
            hint: 'On this machine; other hosts only where the option webhookHosts names them.',
          })}
          ${eventPicker(form, USUAL)}`,
          button: 'Add',
        })}
      </section>`,
  };
}

function item({ tenant }: Visit, { id, name, config, enabled }: Hook): Html {
  const { requestCount, successCount } = tenant.hooks.stats(id);
  return html`<li>
    <p class="line">
      <a href="${apiPath`/console/webhooks/${id}`}">${name === '' ? config.url : name}</a>
      ${enabled ? undefined : html`<span class="badge warn">off</span>`}
      <span class="soft">${String(requestCount)} sent, ${String(successCount)} taken in the last day</span>
    </p>
    <code>${config.url}</code>
  </li>`;
}

const add: Action = async ({ values, call }) => {
  const { name, url, events } = needReceiver(values);
  const made = (await call('POST', '/hooks', { name, events, config: { url } })) as { readonly id: string };
  return {
    to: apiPath`/console/webhooks/${made.id}`,
    said: `${name} is told from now on. Every delivery is signed; the key is below.`,
  };
};

/** Webhooks: what was sent, to whom, with which answer. */
export const webhooks: Room = {
  path: '/console/webhooks',
  label: 'Webhooks',
  concerns: [],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const hook = more === undefined ? visit.tenant.hooks.get(id) : undefined;
    return hook && webhookView(visit, hook);
  },
  posts: { add, ...webhookActions },
};
