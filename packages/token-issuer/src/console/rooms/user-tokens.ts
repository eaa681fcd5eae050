import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { UserState } from '../../access/state.js';
import { needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Visit } from '../room.js';
import { needMoment } from './moments.js';
import { userOf } from './find.js';
import { momentOf } from './words.js';

/** The personal access tokens of a user: their names, and their values on demand alone. */
export function userTokensHtml(visit: Visit, user: UserState): Html {
  const form = formOf(visit, 'add token');
  return html`<section class="card" aria-labelledby="tokens">
    <h2 id="tokens">Personal access tokens</h2>
    <p class="hint">
      An application that may exchange tokens gets access tokens of this user with one, without a sign-in.
    </p>
    ${
      user.tokens.size === 0
        ? html`<p class="soft">None.</p>`
        : html`<ul class="things">
            ${[...user.tokens.values()].map(
              ({ name, expiresAt }) =>
                html`<li>
                  <div class="line">
                    <p>
                      ${name}
                      <span class="soft"
                        >${expiresAt === undefined ? 'never ends' : `ends ${momentOf(expiresAt)} UTC`}</span
                      >
                    </p>
                    ${secretForms(visit, name)}
                  </div>
                </li>`,
            )}
          </ul>`
    }
    ${formHtml(form, {
      shape: 'row',
      kind: 'plain',
      content: html`${field(form, { name: 'name', label: 'Name of a new one', placeholder: 'laptop' })}
      ${field(form, { name: 'expiresAt', label: 'When it ends (UTC)', placeholder: '2030-01-31T12:00Z or empty' })}`,
      button: 'Make it',
    })}
  </section>`;
}

function secretForms(visit: Visit, name: string): Html {
  return html`<span>
    ${formHtml(formOf(visit, 'show token', name), {
      shape: 'inline',
      kind: 'plain',
      button: 'Show',
      buttonAbout: name,
    })}
    ${formHtml(formOf(visit, 'remove token', name), {
      shape: 'inline',
      kind: 'danger',
      button: 'Remove',
      buttonAbout: name,
    })}
  </span>`;
}

const add: Action = async (submission) => {
  const user = userOf(submission);
  const { values, site, call } = submission;
  const name = needFree('name', needText(values, 'name', 'A name', 256), user.tokens.values(), 'a token');
  const expiresAt = needMoment(values, 'expiresAt', site.now());
  const made = (await call('POST', apiPath`/users/${user.id}/personal-access-tokens`, {
    name,
    expiresAt,
  })) as {
    readonly value: string;
  };
  return { said: html`The token ${name} is <code>${made.value}</code>`, thing: { user: user.id } };
};

const show: Action = (submission) => {
  const token = userOf(submission).tokens.get(submission.about) ?? reject('', 'This token is gone.');
  return { said: html`The token ${token.name} is <code>${token.token}</code>` };
};

const remove: Action = async (submission) => {
  const user = userOf(submission);
  if (!user.tokens.has(submission.about)) reject('', 'This token is gone.');
  // By the body: not every name can stand in a path.
  const path = apiPath`/users/${user.id}/personal-access-tokens/delete`;
  await submission.call('POST', path, { name: submission.about });
  return { said: `The token ${submission.about} is removed.`, thing: { user: user.id } };
};

/** What the forms do. */
export const userTokenActions: Readonly<Record<string, Action>> = {
  'add token': add,
  'show token': show,
  'remove token': remove,
};
