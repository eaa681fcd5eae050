import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { ClientState, RoleState, UserState } from '../../access/state.js';
import { formHtml, formOf, select } from '../form.js';
import { linesHtml } from '../lines.js';
import { apiPath, reject } from '../room.js';
import type { Action, Submission, Visit } from '../room.js';
import { clientOf, userOf } from './find.js';

type Subject = UserState | ClientState;

/** The roles of a person or a machine, given and taken one by one. */
export function rolesHtml(visit: Visit, subject: Subject): Html {
  const { directory } = visit.tenant;
  const form = formOf(visit, 'give role');
  const others = [...directory.roles.values()].filter((role) => !subject.roles.has(role));
  return html`<section class="card" aria-labelledby="roles">
    <h2 id="roles">Roles</h2>
    ${
      subject.roles.size === 0
        ? html`<p class="soft">None. Tokens hold no permission until there is one.</p>`
        : html`<ul class="things">
            ${[...subject.roles].map((role) => held(visit, role))}
          </ul>`
    }
    ${
      others.length === 0
        ? undefined
        : formHtml(form, {
            shape: 'row',
            content: select(form, {
              name: 'role',
              label: 'Give a role',
              choices: ordered(others, subject.kind).map(({ id, name, kind }) => ({
                value: id,
                label: name,
                group: kind === 'user' ? 'For users' : 'For machine clients',
              })),
            }),
            button: 'Give',
          })
    }
    ${linesHtml(directory, { rolesOf: nameOf(subject) })}
  </section>`;
}

/** Those that can be given come first. */
function ordered(roles: readonly RoleState[], kind: Subject['kind']): readonly RoleState[] {
  return [...roles.filter((role) => role.kind === kind), ...roles.filter((role) => role.kind !== kind)];
}

function held(visit: Visit, { id, name, scopes }: RoleState): Html {
  return html`<li>
    <div class="line">
      <p>
        <a href="${apiPath`/console/roles/${id}`}">${name}</a>
        ${[...scopes].map((scope) => html` <span class="tag">${scope.name}</span>`)}
      </p>
      ${formHtml(formOf(visit, 'take role', id), {
        shape: 'inline',
        kind: 'danger',
        button: 'Take away',
        buttonAbout: name,
      })}
    </div>
  </li>`;
}

/** How the access file names a subject. */
export function nameOf(subject: Subject): { readonly user: string } | { readonly client: string } {
  return subject.kind === 'user' ? { user: subject.id } : { client: subject.id };
}

/** How sentences name a subject. */
export function calledOf(subject: Subject): string {
  return subject.kind === 'user' ? subject.username : subject.name;
}

/** The path of a subject in the Management API. */
export function pathOf({ kind, id }: Subject): string {
  return kind === 'user' ? apiPath`/users/${id}` : apiPath`/applications/${id}`;
}

/** Rejects a role of the wrong kind, and says which is which. */
export function assertKind(field: string, role: RoleState, subject: Subject): void {
  const fitting = subject.kind === 'user' ? 'user' : 'machine';
  if (role.kind === fitting) return;
  const [isFor, isA] = fitting === 'user' ? ['machine clients', 'a person'] : ['users', 'a machine client'];
  reject(
    field,
    `${role.name} is a role for ${isFor}, and ${calledOf(subject)} is ${isA}: choose one of the other kind.`,
  );
}

function subjectOf(submission: Submission): Subject {
  return submission.address.startsWith('/console/users/') ? userOf(submission) : clientOf(submission);
}

const give: Action = async (submission) => {
  const subject = subjectOf(submission);
  const { values, tenant, call } = submission;
  const role = tenant.directory.roles.get(values.get('role') ?? '') ?? reject('role', 'This role is gone.');
  assertKind('role', role, subject);
  await call('POST', `${pathOf(subject)}/roles`, { roleIds: [role.id] });
  return {
    said: `${calledOf(subject)} has the role ${role.name}. It counts from the next token on.`,
    thing: { rolesOf: nameOf(subject) },
  };
};

const take: Action = async (submission) => {
  const subject = subjectOf(submission);
  const role = submission.tenant.directory.roles.get(submission.about);
  if (role === undefined || !subject.roles.has(role)) return reject('', 'This role was taken away already.');
  await submission.call('DELETE', `${pathOf(subject)}/roles/${encodeURIComponent(role.id)}`);
  return {
    said: `The role ${role.name} is taken away. Tokens that were issued keep their permissions until they expire.`,
    thing: { rolesOf: nameOf(subject) },
  };
};

/** What the forms do, on the page of a user or of a machine client. */
export const subjectRoleActions: Readonly<Record<string, Action>> = { 'give role': give, 'take role': take };
