import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { checkScopeName } from '../../access/check-resources.js';
import type { ResourceScopeState, ResourceState } from '../../access/state.js';
import { checkField, mayText, needFree, needText } from '../check.js';
import { field, formHtml, formOf } from '../form.js';
import { apiPath, reject } from '../room.js';
import type { Action, Submission, Visit } from '../room.js';
import { resourceOf } from './find.js';
import { holdersOf, namesOf } from './words.js';

/** The permissions of a resource, with their forms. */
export function permissionsHtml(visit: Visit, resource: ResourceState, isFixed: boolean): Html {
  const all = [...resource.scopes.values()];
  const form = formOf(visit, 'add');
  return html`<section class="card" aria-labelledby="permissions">
    <h2 id="permissions">Permissions</h2>
    ${
      all.length === 0
        ? html`<p class="soft">
            None yet. A token for this resource is empty until it has some, and a role holds them.
          </p>`
        : html`<ul class="things">
            ${all.map((scope) => permissionHtml(visit, scope, isFixed))}
          </ul>`
    }
    ${
      isFixed
        ? undefined
        : html`<h3>Add a permission</h3>
            ${formHtml(form, {
              shape: 'row',
              content: html`${field(form, { name: 'name', label: 'Name', placeholder: 'read:products' })}
              ${field(form, { name: 'description', label: 'What it allows, in words' })}`,
              button: 'Add',
            })}`
    }
  </section>`;
}

function permissionHtml(visit: Visit, scope: ResourceScopeState, isFixed: boolean): Html {
  const roles = holdersOf(visit.tenant.directory, scope);
  const change = formOf(visit, 'change permission', scope.id);
  const isOpen = visit.returned?.action === change.action && visit.returned.about === scope.id;
  return html`<li>
    <div class="line">
      <p class="line"><code>${scope.name}</code> <span class="soft">${scope.description}</span></p>
      ${
        isFixed
          ? undefined
          : formHtml(formOf(visit, 'remove permission', scope.id), {
              shape: 'inline',
              kind: 'danger',
              button: 'Remove',
              buttonAbout: scope.name,
            })
      }
    </div>
    <p class="soft">${roles.length === 0 ? 'No role holds it.' : `Held by ${namesOf(roles)}.`}</p>
    ${
      isFixed
        ? undefined
        : html`<details ${isOpen ? html`open` : undefined}>
            <summary>Change <span class="hidden">${scope.name}</span></summary>
            ${formHtml(change, {
              shape: 'row',
              kind: 'plain',
              content: html`${field(change, {
                name: 'name',
                label: 'Name',
                first: scope.name,
                hint: 'Tokens carry the new name at once; the API has to ask for it too.',
              })}
              ${field(change, {
                name: 'description',
                label: 'What it allows, in words',
                first: scope.description ?? '',
              })}`,
              button: 'Save',
            })}
          </details>`
    }
  </li>`;
}

/** A permission's name, by the rules of the access file. */
export function needScopeName(values: URLSearchParams, others: Iterable<{ readonly name: string }>): string {
  const name = needText(values, 'name', 'A name', 256);
  checkField('name', (path) => {
    checkScopeName(path, name);
  });
  return needFree('name', name, others, 'a permission');
}

const add: Action = async (submission) => {
  const resource = resourceOf(submission);
  const { values, call } = submission;
  const name = needScopeName(values, resource.scopes.values());
  const description = mayText(values, 'description');
  await call('POST', apiPath`/resources/${resource.id}/scopes`, { name, description });
  return {
    said: `${name} is a permission now. Next: a role that holds it.`,
    thing: { resource: resource.indicator, permission: name },
  };
};

function scopeOf(submission: Submission, resource: ResourceState): ResourceScopeState {
  return resource.scopes.get(submission.about) ?? reject('', 'This permission is gone.');
}

const changePermission: Action = async (submission) => {
  const resource = resourceOf(submission);
  const scope = scopeOf(submission, resource);
  const { values, call } = submission;
  const others = [...resource.scopes.values()].filter((other) => other !== scope);
  const name = needScopeName(values, others);
  const description = mayText(values, 'description') ?? null;
  await call('PATCH', apiPath`/resources/${resource.id}/scopes/${scope.id}`, { name, description });
  return { said: `${name} is saved.`, thing: { resource: resource.indicator, permission: name } };
};

const removePermission: Action = async (submission) => {
  const resource = resourceOf(submission);
  const scope = scopeOf(submission, resource);
  const holders = holdersOf(submission.tenant.directory, scope);
  if (holders.length > 0) {
    reject('', `${scope.name} is in use by ${namesOf(holders)}: take it from there first.`);
  }
  await submission.call('DELETE', apiPath`/resources/${resource.id}/scopes/${scope.id}`);
  return { said: `${scope.name} is removed.`, thing: { resource: resource.indicator } };
};

/** What the forms do. */
export const permissionActions: Readonly<Record<string, Action>> = {
  add,
  'change permission': changePermission,
  'remove permission': removePermission,
};
