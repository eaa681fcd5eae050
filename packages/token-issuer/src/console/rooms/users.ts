import { html } from 'local-pages';

import type { UserState } from '../../access/state.js';
import { mayText, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, View, Visit } from '../room.js';
import { userActions, userView } from './user.js';

function listView(visit: Visit): View {
  const all = [...visit.tenant.directory.users.values()];
  const form = formOf(visit, 'create');
  return {
    content: html`<p>
        People who sign in. All of it is test data: a person is whoever you say, and one click on the sign-in
        page is enough.
      </p>
      <section class="card" aria-labelledby="people">
        <h2 id="people">People</h2>
        ${
          all.length === 0
            ? html`<p class="soft">Nobody yet.</p>`
            : html`<ul class="things">
                ${all.map(item)}
              </ul>`
        }
      </section>
      <section class="card" aria-labelledby="new">
        <h2 id="new">Add a user</h2>
        ${formHtml(form, {
          content: html`${field(form, {
            name: 'username',
            label: 'Username',
            hint: 'A letter or _ first, then letters, digits and _.',
          })}
          ${field(form, {
            name: 'password',
            label: 'Password',
            hint: 'It is kept as it is written. Left out, only the chooser of the sign-in page signs this person in.',
          })}
          ${field(form, { name: 'name', label: 'Name, as the claim name says it' })}
          ${field(form, { name: 'email', label: 'E-mail address', type: 'email' })}`,
          button: 'Add',
        })}
      </section>`,
  };
}

function item({ id, username, name, roles, suspended }: UserState) {
  const held = roles.size === 0 ? 'no role' : [...roles].map((role) => role.name).join(', ');
  return html`<li>
    <a href="${apiPath`/console/users/${id}`}">${username}</a>
    <span class="soft">${name === undefined ? held : `${name} · ${held}`}</span>
    ${suspended ? html`<span class="badge warn">suspended</span>` : undefined}
  </li>`;
}

const create: Action = async (submission) => {
  const { values, tenant, call } = submission;
  const username = needText(values, 'username', 'A username');
  if (!/^[A-Z_a-z]\w*$/.test(username)) {
    reject('username', 'A username begins with a letter or _, and has only letters, digits and _ in it.');
  }
  if (tenant.directory.userByName(username) !== undefined) {
    reject('username', `There is a user ${username} already.`);
  }
  const password = values.get('password') ?? '';
  const name = mayText(values, 'name');
  const primaryEmail = mayText(values, 'email');
  if (primaryEmail !== undefined && !/^\S+@\S+\.\S+$/.test(primaryEmail)) {
    reject('email', 'An e-mail address looks like ann@example.com.');
  }
  const body = {
    username,
    ...(password !== '' && { password }),
    ...(name !== undefined && { name }),
    ...(primaryEmail !== undefined && { primaryEmail }),
  };
  const made = (await call('POST', '/users', body)) as { readonly id: string };
  return {
    to: apiPath`/console/users/${made.id}`,
    said: `${username} can sign in now. Next: a role.`,
    thing: { user: made.id },
  };
};

/** Step 4 of the guide: people. */
export const users: Room = {
  path: '/console/users',
  label: 'Users',
  concerns: ['users', 'roles'],
  get: (visit) => {
    const [id, more] = visit.rest;
    if (id === undefined) return listView(visit);
    const user = more === undefined ? visit.tenant.directory.users.get(id) : undefined;
    return user && userView(visit, user);
  },
  posts: { create, ...userActions },
};
