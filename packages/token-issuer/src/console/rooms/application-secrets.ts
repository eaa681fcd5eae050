import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { ClientState } from '../../access/state.js';
import { needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Visit } from '../room.js';
import { clientOf } from './find.js';
import { needMoment } from './moments.js';
import { momentOf } from './words.js';

/** The secrets of an application: their names, and their values on demand alone. */
export function secretsHtml(visit: Visit, client: ClientState): Html {
  const form = formOf(visit, 'add secret');
  return html`<section class="card" aria-labelledby="secrets">
    <h2 id="secrets">Secrets</h2>
    ${
      client.secrets.size === 0
        ? html`<p class="soft">None: it cannot prove who it is.</p>`
        : html`<ul class="things">
            ${[...client.secrets.values()].map(
              ({ name, expiresAt }) =>
                html`<li>
                  <div class="line">
                    <p>
                      ${name}
                      <span class="soft"
                        >${expiresAt === undefined ? 'never ends' : `ends ${momentOf(expiresAt)} UTC`}</span
                      >
                    </p>
                    <span>
                      ${formHtml(formOf(visit, 'show secret', name), {
                        shape: 'inline',
                        kind: 'plain',
                        button: 'Show',
                        buttonAbout: name,
                      })}
                      ${formHtml(formOf(visit, 'remove secret', name), {
                        shape: 'inline',
                        kind: 'danger',
                        button: 'Remove',
                        buttonAbout: name,
                      })}
                    </span>
                  </div>
                </li>`,
            )}
          </ul>`
    }
    ${formHtml(form, {
      shape: 'row',
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name of a new one' })}
      ${field(form, { name: 'expiresAt', label: 'When it ends (UTC)', placeholder: '2030-01-31T12:00Z or empty' })}`,
      button: 'Make it',
    })}
  </section>`;
}

const add: Action = async (submission) => {
  const client = clientOf(submission);
  const { values, site, call } = submission;
  const name = needFree('name', needText(values, 'name', 'A name', 256), client.secrets.values(), 'a secret');
  const expiresAt = needMoment(values, 'expiresAt', site.now());
  const made = (await call('POST', apiPath`/applications/${client.id}/secrets`, { name, expiresAt })) as {
    readonly value: string;
  };
  return { said: html`The secret ${name} is <code>${made.value}</code>`, thing: { client: client.id } };
};

const show: Action = (submission) => {
  const secret = clientOf(submission).secrets.get(submission.about) ?? reject('', 'This secret is gone.');
  return { said: html`The secret ${secret.name} is <code>${secret.value}</code>` };
};

const remove: Action = async (submission) => {
  const client = clientOf(submission);
  if (!client.secrets.has(submission.about)) reject('', 'This secret is gone.');
  await submission.call('DELETE', apiPath`/applications/${client.id}/secrets/${submission.about}`);
  return { said: `The secret ${submission.about} is removed.`, thing: { client: client.id } };
};

/** What the forms do. */
export const secretActions: Readonly<Record<string, Action>> = {
  'add secret': add,
  'show secret': show,
  'remove secret': remove,
};
