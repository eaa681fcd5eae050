import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { HookEvent } from '../../webhooks/events.js';
import type { Hook } from '../../webhooks/hooks.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { deliveryHtml } from './delivery.js';
import { eventPicker, needReceiver } from './receiver.js';

/** How many deliveries a page shows. */
const SHOWN = 30;

/** The page of one receiver. */
export function webhookView(visit: Visit, hook: Hook): View {
  const { name, config, enabled } = hook;
  const log = visit.tenant.hooks.recent(hook.id).slice(0, SHOWN);
  return {
    title: name === '' ? config.url : name,
    content: html`<p class="line">
        <code>${config.url}</code> ${enabled ? undefined : html`<span class="badge warn">off</span>`}
      </p>
      <section class="card" aria-labelledby="log">
        <h2 id="log">What was sent</h2>
        <div class="line">
          <p class="hint">The newest first, ${String(SHOWN)} at most, of this run of the server.</p>
          ${formHtml(formOf(visit, 'test'), { shape: 'inline', kind: 'plain', button: 'Send a test' })}
        </div>
        ${
          log.length === 0
            ? html`<p class="soft">Nothing yet.</p>`
            : html`<ul class="things">
                ${log.map((entry) => deliveryHtml(hook, entry))}
              </ul>`
        }
      </section>
      ${settings(visit, hook)}`,
  };
}

function settings(visit: Visit, { name, config, events, event, enabled }: Hook): Html {
  const form = formOf(visit, 'change');
  const all: readonly HookEvent[] = event === null ? events : [event, ...events];
  const inline = (action: string, button: string, kind: 'plain' | 'danger' = 'plain') =>
    formHtml(formOf(visit, action), { shape: 'inline', kind, button });
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    <div class="line">
      <span
        >Deliveries are signed with a key: HMAC-SHA-256 of the body, in the header
        logto-signature-sha-256.</span
      >
      ${inline('show key', 'Show the key')} ${inline('renew key', 'Renew it')}
    </div>
    <div class="line">
      <span>${enabled ? 'It is told of every event below.' : 'It is told of nothing.'}</span>
      ${inline(enabled ? 'turn off' : 'turn on', enabled ? 'Turn off' : 'Turn on')}
      ${inline('remove', 'Remove it', 'danger')}
    </div>
    ${formHtml(form, {
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name', first: name })}
      ${field(form, { name: 'url', label: 'Address', type: 'url', first: config.url })}
      ${eventPicker(form, all)}`,
      button: 'Save',
    })}
  </section>`;
}

function hookOf({ tenant, rest }: Visit): Hook {
  return tenant.hooks.get(rest[0] ?? '') ?? reject('', 'This receiver is gone.');
}

const change: Action = async (submission) => {
  const { id, config } = hookOf(submission);
  const { name, url, events } = needReceiver(submission.values);
  await submission.call('PATCH', apiPath`/hooks/${id}`, { name, events, config: { ...config, url } });
  return { said: 'Saved.' };
};

const test: Action = async (submission) => {
  const { id, config, events, event } = hookOf(submission);
  const tested = events[0] ?? event ?? reject('', 'It is told of no event.');
  // A test that fails is a refusal, whose sentence stands beside the button.
  await submission.call('POST', apiPath`/hooks/${id}/test`, { events: [tested], config });
  return { said: `A test of ${tested} was taken. As with Logto, tests do not stand in the list.` };
};

function turn(enabled: boolean): Action {
  return async (submission) => {
    await submission.call('PATCH', apiPath`/hooks/${hookOf(submission).id}`, { enabled });
    return { said: enabled ? 'It is told again.' : 'It is told of nothing any more.' };
  };
}

const remove: Action = async (submission) => {
  const { id, name } = hookOf(submission);
  await submission.call('DELETE', apiPath`/hooks/${id}`);
  return { to: '/console/webhooks', said: `${name} is removed.` };
};

/** What the forms of the page do. */
export const webhookActions: Readonly<Record<string, Action>> = {
  change,
  test,
  remove,
  'turn on': turn(true),
  'turn off': turn(false),
  'show key': (submission) => ({ said: html`The key is <code>${hookOf(submission).signingKey}</code>` }),
  'renew key': async (submission) => {
    await submission.call('PATCH', apiPath`/hooks/${hookOf(submission).id}/signing-key`);
    return { said: html`The new key counts at once: <code>${hookOf(submission).signingKey}</code>` };
  },
};
