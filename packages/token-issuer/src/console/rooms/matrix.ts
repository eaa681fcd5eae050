import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Directory } from '../../access/directory.js';
import { rolesIn } from '../../access/directory.js';
import { isManagementApi } from '../../access/management-api.js';
import type { ClientState, ResourceScopeState, ResourceState, UserState } from '../../access/state.js';
import type { Visit } from '../room.js';
import { calledOf, pathOf } from './subject-roles.js';

type Subject = UserState | ClientState;

/** Who may what on a resource, and by which role. The resource is chosen by the address: no script is needed. */
export function matrixHtml(visit: Visit): Html {
  const { directory } = visit.tenant;
  const resources = [...directory.resources.values()];
  const chosen =
    directory.resources.get(visit.query.get('resource') ?? '') ??
    resources.find(({ indicator, scopes }) => scopes.size > 0 && !isManagementApi(indicator)) ??
    resources[0];
  if (chosen === undefined) return html``;
  return html`<section class="card" aria-labelledby="matrix">
    <h2 id="matrix">Who may what on ${chosen.name}</h2>
    ${resources.length < 2 ? undefined : links(resources, chosen)}
    ${
      chosen.scopes.size === 0
        ? html`<p class="soft">It has no permissions yet, so nobody may anything.</p>`
        : table(directory, chosen)
    }
    <p class="hint">
      “by reader”: a role of the person or the machine. “by reader in Acme”: a role in that organization. It
      counts in a token for the organization, and for a person in a plain token too.
    </p>
  </section>`;
}

function links(resources: readonly ResourceState[], chosen: ResourceState): Html {
  return html`<ul class="tabs" aria-label="API resources">
    ${resources.map((resource) => {
      const query = new URLSearchParams({ resource: resource.id }).toString();
      const current = resource === chosen ? html` aria-current="true"` : undefined;
      return html`<li><a href="/console/assignments?${query}" ${current}>${resource.name}</a></li>`;
    })}
  </ul>`;
}

function table(directory: Directory, { scopes }: ResourceState): Html {
  const columns = [...scopes.values()];
  const machines = [...directory.clients.values()].filter(({ kind }) => kind === 'machine');
  const row = (subject: Subject) =>
    html`<tr>
      <th scope="row"><a href="/console${pathOf(subject)}">${calledOf(subject)}</a></th>
      ${columns.map((scope) => cell(waysTo(directory, subject, scope)))}
    </tr>`;
  const group = (title: string, subjects: readonly Subject[]) =>
    subjects.length === 0
      ? undefined
      : html`<tbody>
          <tr>
            <th class="group" scope="rowgroup" colspan="${String(columns.length + 1)}">${title}</th>
          </tr>
          ${subjects.map(row)}
        </tbody>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Permissions, as a table">
    <table class="matrix">
      <thead>
        <tr>
          <td></td>
          ${columns.map(({ name }) => html`<th scope="col"><code>${name}</code></th>`)}
        </tr>
      </thead>
      ${group('Users', [...directory.users.values()])} ${group('Machine clients', machines)}
    </table>
  </div>`;
}

function cell(ways: readonly string[]): Html {
  if (ways.length === 0) {
    return html`<td><span class="soft" aria-hidden="true">·</span><span class="hidden">no</span></td>`;
  }
  return html`<td class="may">
    <span class="sign good" aria-hidden="true">✓</span><span class="hidden">yes, </span>
    <span class="by">by ${ways.join(', ')}</span>
  </td>`;
}

/** By which roles a subject holds a permission: the global ones, and those in each organization. */
export function waysTo(directory: Directory, subject: Subject, scope: ResourceScopeState): readonly string[] {
  const global = [...subject.roles].filter((role) => role.scopes.has(scope)).map(({ name }) => name);
  const inside = directory
    .organizationsOf(subject)
    .flatMap((organization) =>
      [...(rolesIn(organization, subject) ?? [])]
        .filter((role) => role.scopes.has(scope))
        .map(({ name }) => `${name} in ${organization.name}`),
    );
  return [...global, ...inside];
}
