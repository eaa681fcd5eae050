import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { RoleKind } from '../../access/model.js';
import type { ClientState, RoleState, UserState } from '../../access/state.js';
import { formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Room, Visit } from '../room.js';
import { matrixHtml } from './matrix.js';
import { changesOf } from './scope-picker.js';
import { assertKind, calledOf, pathOf } from './subject-roles.js';

type Subject = UserState | ClientState;

const WORDS = {
  user: { title: 'Users and their roles', none: 'There are no users, or no roles for users.' },
  machine: {
    title: 'Machine clients and their roles',
    none: 'There are no machine clients, or no roles for them.',
  },
} as const;

function subjectsOf({ tenant: { directory } }: Visit, kind: RoleKind): readonly Subject[] {
  return kind === 'user'
    ? [...directory.users.values()]
    : [...directory.clients.values()].filter((client) => client.kind === 'machine');
}

/** The field of a subject in the form: its ticked roles. */
function fieldOf({ kind, id }: Subject): string {
  return `${kind}:${id}`;
}

function assignmentTable(visit: Visit, kind: RoleKind): Html {
  const subjects = subjectsOf(visit, kind);
  const roles = [...visit.tenant.directory.roles.values()].filter((role) => role.kind === kind);
  const form = formOf(visit, `assign ${kind}`);
  const { title, none } = WORDS[kind];
  if (subjects.length === 0 || roles.length === 0) {
    return html`<section class="card" aria-labelledby="assign-${kind}">
      <h2 id="assign-${kind}">${title}</h2>
      <p class="soft">${none}</p>
    </section>`;
  }
  const cell = (subject: Subject, role: RoleState) => {
    const isTicked = form.isTicked(fieldOf(subject), role.id, subject.roles.has(role));
    return html`<td>
      <input
        type="checkbox"
        name="${fieldOf(subject)}"
        value="${role.id}"
        aria-label="${calledOf(subject)} has the role ${role.name}"
        ${isTicked ? html`checked` : undefined}
      />
    </td>`;
  };
  const content = html`<div class="scroll" tabindex="0" role="region" aria-label="${title}, as a table">
    <table class="matrix">
      <thead>
        <tr>
          <td></td>
          ${roles.map(
            ({ id, name }) =>
              html`<th scope="col"><a href="${apiPath`/console/roles/${id}`}">${name}</a></th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${subjects.map(
          (subject) =>
            html`<tr>
              <th scope="row"><a href="/console${pathOf(subject)}">${calledOf(subject)}</a></th>
              ${roles.map((role) => cell(subject, role))}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
  return html`<section class="card" aria-labelledby="assign-${kind}">
    <h2 id="assign-${kind}">${title}</h2>
    ${formHtml(form, { content, button: 'Save', buttonAbout: title })}
  </section>`;
}

function assign(kind: RoleKind): Action {
  return async (submission) => {
    const { tenant, values, call } = submission;
    const changes = subjectsOf(submission, kind).map((subject) => {
      const wanted = [...new Set(values.getAll(fieldOf(subject)))].map((id) => {
        const role = tenant.directory.roles.get(id) ?? reject('', 'One of these roles is gone.');
        assertKind('', role, subject);
        return role;
      });
      return { subject, ...changesOf(subject.roles, wanted) };
    });
    const changed = changes.filter(({ given, taken }) => given.length + taken.length > 0);
    for (const { subject, given, taken } of changed) {
      const path = `${pathOf(subject)}/roles`;
      if (given.length > 0) await call('POST', path, { roleIds: given.map(({ id }) => id) });
      for (const role of taken) await call('DELETE', `${path}/${encodeURIComponent(role.id)}`);
    }
    const [first, ...more] = changed;
    if (first === undefined) return { said: 'That is how it was: nothing was changed.' };
    const sentences = changed.map(({ subject, given, taken }) =>
      [
        ...given.map(({ name }) => `${calledOf(subject)} has ${name} now.`),
        ...taken.map(({ name }) => `${calledOf(subject)} has ${name} no longer.`),
      ].join(' '),
    );
    const { subject } = first;
    const name = subject.kind === 'user' ? { user: subject.id } : { client: subject.id };
    return { said: sentences.join(' '), ...(more.length === 0 && { thing: { rolesOf: name } }) };
  };
}

/** Step 4 of the guide, for everybody at a glance. */
export const assignments: Room = {
  path: '/console/assignments',
  label: 'Assignments',
  concerns: ['roles', 'users', 'clients'],
  get: (visit) =>
    visit.rest.length > 0
      ? undefined
      : {
          content: html`<p>
              Who has which role, and what each may do by that. A change counts from the next token on.
            </p>
            ${matrixHtml(visit)} ${assignmentTable(visit, 'user')} ${assignmentTable(visit, 'machine')}`,
        },
  posts: { 'assign user': assign('user'), 'assign machine': assign('machine') },
};
