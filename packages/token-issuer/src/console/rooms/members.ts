import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { RoleKind } from '../../access/model.js';
import type { ClientState, OrganizationRoleState, OrganizationState, UserState } from '../../access/state.js';
import { choices, formHtml, formOf, select } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Submission, Visit } from '../room.js';
import { organizationOf } from './find.js';
import { changesOf } from './scope-picker.js';
import { assertKind, calledOf, nameOf } from './subject-roles.js';

type Subject = UserState | ClientState;

const WORDS = {
  user: { title: 'Members', one: 'member', add: 'Add a member', path: 'users', ids: 'userIds' },
  machine: {
    title: 'Machines',
    one: 'machine',
    add: 'Add a machine client',
    path: 'applications',
    ids: 'applicationIds',
  },
} as const;

/** The people or the machines of an organization, and their roles there. */
export function membersHtml(visit: Visit, organization: OrganizationState, kind: RoleKind): Html {
  const { directory } = visit.tenant;
  const inside: ReadonlyMap<Subject, ReadonlySet<OrganizationRoleState>> = kind === 'user'
    ? organization.members
    : organization.machines;
  const all: readonly Subject[] =
    kind === 'user'
      ? [...directory.users.values()]
      : [...directory.clients.values()].filter((client) => client.kind === 'machine');
  const outside = all.filter((subject) => !inside.has(subject));
  const roles = [...directory.organizationRoles.values()].filter((role) => role.kind === kind);
  const form = formOf(visit, `add ${kind}`);
  const { title, add } = WORDS[kind];
  return html`<section class="card" aria-labelledby="${kind}s">
    <h2 id="${kind}s">${title}</h2>
    ${
      inside.size === 0
        ? html`<p class="soft">None.</p>`
        : html`<ul class="things">
            ${[...inside].map(([subject, held]) => member(visit, subject, held, roles))}
          </ul>`
    }
    ${
      outside.length === 0
        ? undefined
        : formHtml(form, {
            shape: 'row',
            kind: 'plain',
            content: select(form, {
              name: 'subject',
              label: add,
              choices: outside.map((subject) => ({ value: subject.id, label: calledOf(subject) })),
            }),
            button: 'Add',
          })
    }
  </section>`;
}

function member(
  visit: Visit,
  subject: Subject,
  held: ReadonlySet<OrganizationRoleState>,
  roles: readonly OrganizationRoleState[],
): Html {
  const kind: RoleKind = subject.kind === 'user' ? 'user' : 'machine';
  const form = formOf(visit, `set ${kind} roles`, subject.id);
  return html`<li>
    <div class="line">
      <b>${calledOf(subject)}</b>
      ${formHtml(formOf(visit, `remove ${kind}`, subject.id), {
        shape: 'inline',
        kind: 'danger',
        button: 'Take out',
        buttonAbout: calledOf(subject),
      })}
    </div>
    ${formHtml(form, {
      shape: 'inline',
      kind: 'plain',
      content: choices(form, {
        type: 'checkbox',
        name: 'roles',
        legend: `Roles of ${calledOf(subject)} here`,
        first: [...held].map(({ id }) => id),
        choices: roles.map(({ id, name, scopes, organizationScopes }) => ({
          value: id,
          label: name,
          hint: [...scopes, ...organizationScopes].map((scope) => scope.name).join(' '),
        })),
        none: 'There is no organization role of this kind yet.',
      }),
      button: 'Save',
      buttonAbout: `the roles of ${calledOf(subject)}`,
    })}
  </li>`;
}

function subjectOf({ tenant: { directory } }: Submission, kind: RoleKind, id: string, name: string): Subject {
  const found = kind === 'user' ? directory.users.get(id) : directory.clients.get(id);
  if (found === undefined) return reject(name, `This ${WORDS[kind].one} is gone.`);
  if (kind === 'machine' && found.kind !== 'machine') {
    reject(name, `${calledOf(found)} is no machine client: people use it, and they are members.`);
  }
  return found;
}

function add(kind: RoleKind): Action {
  return async (submission) => {
    const { id } = organizationOf(submission);
    const subject = subjectOf(submission, kind, submission.values.get('subject') ?? '', 'subject');
    const { path, ids } = WORDS[kind];
    await submission.call('POST', `${apiPath`/organizations/${id}`}/${path}`, { [ids]: [subject.id] });
    return { said: `${calledOf(subject)} is in it now. Next: a role here.`, thing: { organization: id } };
  };
}

function remove(kind: RoleKind): Action {
  return async (submission) => {
    const { id } = organizationOf(submission);
    const subject = subjectOf(submission, kind, submission.about, '');
    await submission.call(
      'DELETE',
      `${apiPath`/organizations/${id}`}/${WORDS[kind].path}/${encodeURIComponent(subject.id)}`,
    );
    return { said: `${calledOf(subject)} is out of it.`, thing: { organization: id } };
  };
}

function setRoles(kind: RoleKind): Action {
  return async (submission) => {
    const organization = organizationOf(submission);
    const { id } = organization;
    const { tenant, values, call } = submission;
    const subject = subjectOf(submission, kind, submission.about, '');
    const inside: ReadonlyMap<Subject, ReadonlySet<OrganizationRoleState>> = kind === 'user'
      ? organization.members
      : organization.machines;
    const held = inside.get(subject) ?? reject('', `${calledOf(subject)} is no longer in it.`);
    const chosen = [...new Set(values.getAll('roles'))].map((roleId) => {
      const role =
        tenant.directory.organizationRoles.get(roleId) ?? reject('roles', 'One of these roles is gone.');
      assertKind('roles', role, subject);
      return role;
    });
    const { given, taken } = changesOf(held, chosen);
    const path = `${apiPath`/organizations/${id}`}/${WORDS[kind].path}/${encodeURIComponent(subject.id)}/roles`;
    if (given.length > 0) await call('POST', path, { organizationRoleIds: given.map((role) => role.id) });
    for (const role of taken) await call('DELETE', `${path}/${encodeURIComponent(role.id)}`);
    return {
      said: `The roles of ${calledOf(subject)} are saved.`,
      thing: { rolesOf: nameOf(subject), organization: id },
    };
  };
}

/** What the forms do. */
export const memberActions: Readonly<Record<string, Action>> = {
  'add user': add('user'),
  'add machine': add('machine'),
  'remove user': remove('user'),
  'remove machine': remove('machine'),
  'set user roles': setRoles('user'),
  'set machine roles': setRoles('machine'),
};
