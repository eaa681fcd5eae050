import type { Html } from 'local-pages';
import { html, Live, liveScript } from 'local-pages';

import type { HookEvent } from '../../webhooks/events.js';
import type { Hook, Hooks } from '../../webhooks/hooks.js';
import { sendText } from '../../http/router.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { deliveryHtml } from './delivery.js';
import { eventPicker, needReceiver } from './receiver.js';
import { webhookActions, webhookView } from './webhook.js';

/** What concerns the standing of tokens: what a newcomer wants to hear. */
const USUAL: readonly HookEvent[] = ['User.SuspensionStatus.Updated', 'Role.Scopes.Updated', 'Scope.Deleted'];

const PATH = '/console/webhooks';
const LIST = 'deliveries';
const KEPT = 'The last 100, the newest first.';

const SCRIPT = liveScript({
  list: LIST,
  most: 100,
  open: `${KEPT} New ones show by themselves.`,
  news: [`${KEPT} `, ' new since this page was opened.'],
  full: 'New deliveries do not show by themselves: too many of these pages are open. Reload to see them.',
  gone: 'The issuer does not answer.',
});

/** What the room shows. */
export interface WebhookRoomParts {
  readonly hooks: Hooks;
}

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
      ${sentHtml(visit)}
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
    script: SCRIPT,
  };
}

function sentHtml({ tenant: { hooks } }: Visit): Html {
  const sent = hooks.sentAfter(0);
  return html`<section class="card" aria-labelledby="sent">
    <h2 id="sent">What was sent</h2>
    <p class="hint" id="live" role="status">${KEPT} Reload the page to see new ones.</p>
    <p class="soft" id="none" ${sent.length === 0 ? undefined : html`hidden`}>Nothing yet.</p>
    <ol class="things" id="${LIST}" data-events="${PATH}/events?after=${String(sent[0]?.number ?? 0)}">
      ${sent.map(({ hookId, entry }) => deliveryHtml(hooks.get(hookId), entry))}
    </ol>
  </section>`;
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

/** Webhooks: what was sent, to whom, with which answer; new deliveries show by themselves. */
export function webhooksRoom({ hooks }: WebhookRoomParts): Room {
  const live = new Live({
    event: LIST,
    counted: () => 0,
    after: (number) =>
      hooks.sentAfter(number).map(({ number: id, hookId, entry }) => ({
        id,
        item: deliveryHtml(hooks.get(hookId), entry),
      })),
  });
  return {
    path: PATH,
    label: 'Webhooks',
    concerns: [],
    get: (visit) => {
      const [id, more] = visit.rest;
      if (id === undefined) return listView(visit);
      const hook = more === undefined ? visit.tenant.hooks.get(id) : undefined;
      return hook && webhookView(visit, hook);
    },
    posts: { add, ...webhookActions },
    events(request, response) {
      const [, query = ''] = (request.url ?? '').split('?');
      const after = Number(new URLSearchParams(query).get('after') ?? 0);
      if (!live.add(request, response, after)) sendText(response, 503, 'Too many of these pages are open.');
    },
  };
}
