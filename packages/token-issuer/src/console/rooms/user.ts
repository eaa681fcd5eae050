import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { UserState } from '../../access/state.js';
import { needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath } from '../room.js';
import type { Action, View, Visit } from '../room.js';
import { userOf } from './find.js';
import { rolesHtml, subjectRoleActions } from './subject-roles.js';
import { userTokenActions, userTokensHtml } from './user-tokens.js';

/** The page of one user. */
export function userView(visit: Visit, user: UserState): View {
  const { directory } = visit.tenant;
  const organizations = directory.organizationsOf(user);
  return {
    title: user.username,
    content: html`<p class="line">
        <span>
          ${user.name} ${user.email === undefined ? undefined : html`<span class="soft">${user.email}</span>`}
          <span class="soft">sub <code>${user.id}</code></span>
        </span>
        ${user.suspended ? html`<span class="badge warn">suspended</span>` : undefined}
      </p>
      ${rolesHtml(visit, user)}
      <section class="card" aria-labelledby="organizations">
        <h2 id="organizations">Organizations</h2>
        ${
          organizations.length === 0
            ? html`<p class="soft">A member of none. <a href="/console/organizations">Organizations</a></p>`
            : html`<ul class="things">
                ${organizations.map((organization) => {
                  const roles = [...(organization.members.get(user) ?? [])].map(({ name }) => name);
                  return html`<li>
                    <a href="${apiPath`/console/organizations/${organization.id}`}">${organization.name}</a>
                    <span class="soft">${roles.length === 0 ? 'no role there' : roles.join(', ')}</span>
                  </li>`;
                })}
              </ul>`
        }
      </section>
      ${userTokensHtml(visit, user)}
      <section class="card" aria-labelledby="file">
        <h2 id="file">In the access file</h2>
        ${linesHtml(directory, { user: user.id })}
      </section>
      ${settings(visit, user)}`,
  };
}

function settings(visit: Visit, user: UserState): Html {
  const password = formOf(visit, 'set password');
  return html`<section class="card" aria-labelledby="settings">
    <h2 id="settings">Settings</h2>
    ${formHtml(password, {
      shape: 'row',
      kind: 'plain',
      content: field(password, { name: 'password', label: 'A new password' }),
      button: 'Set it',
    })}
    <div class="line">
      <span>
        ${
          user.suspended
            ? 'Suspended: neither sign-in nor refresh. What the suspension ended stays dead.'
            : 'A suspended user can neither sign in nor refresh; a personal access token goes on working, as in Logto.'
        }
      </span>
      ${formHtml(formOf(visit, user.suspended ? 'reinstate' : 'suspend'), {
        shape: 'inline',
        kind: 'plain',
        button: user.suspended ? 'End the suspension' : 'Suspend',
      })}
    </div>
    <div class="line">
      <span>Removing ends every session, refresh token and personal access token.</span>
      ${formHtml(formOf(visit, 'remove'), { shape: 'inline', kind: 'danger', button: 'Remove this user' })}
    </div>
  </section>`;
}

const setPassword: Action = async (submission) => {
  const user = userOf(submission);
  const password = needText(submission.values, 'password', 'A password', 256);
  await submission.call('PATCH', apiPath`/users/${user.id}/password`, { password });
  return { said: 'The password is set.', thing: { user: user.id } };
};

function setSuspended(isSuspended: boolean): Action {
  return async (submission) => {
    const user = userOf(submission);
    await submission.call('PATCH', apiPath`/users/${user.id}/is-suspended`, { isSuspended });
    return {
      said: isSuspended ? `${user.username} is suspended.` : `The suspension of ${user.username} has ended.`,
      thing: { user: user.id },
    };
  };
}

const remove: Action = async (submission) => {
  const user = userOf(submission);
  await submission.call('DELETE', apiPath`/users/${user.id}`);
  return { to: '/console/users', said: `${user.username} is removed.` };
};

/** What the forms of the page do. */
export const userActions: Readonly<Record<string, Action>> = {
  'set password': setPassword,
  suspend: setSuspended(true),
  reinstate: setSuspended(false),
  remove,
  ...subjectRoleActions,
  ...userTokenActions,
};
