import type { Html } from 'local-pages';
import { html } from 'local-pages';

import type { Directory } from '../../access/directory.js';
import { isManagementApi } from '../../access/management-api.js';
import type { Room, Visit } from '../room.js';
import { signInClients } from './tokens/read-wish.js';

/** Where everything begins: the tour for who is new, the steps of the guide, and everybody to be signed in. */
export const home: Room = {
  path: '/',
  label: 'Overview',
  concerns: [],
  get: (visit) => ({
    title: 'Console',
    content: html`${visit.site.isDemo ? newcomer() : undefined} ${steps(visit.tenant.directory)}
    ${people(visit.tenant.directory)} ${endpoints(visit)} ${visit.site.isDemo ? undefined : newcomer()}`,
  }),
  posts: {},
};

function newcomer(): Html {
  return html`<section class="card" aria-labelledby="tour">
    <h2 id="tour">New here?</h2>
    <p>
      Six steps, a click each: register an API, give somebody a role, get a real token, and see one call
      answered with 200 and one refused with 403.
    </p>
    <p><a class="button" href="/console/tour">Take the tour</a></p>
  </section>`;
}

function steps({ resources, roles, users, clients, organizations }: Directory): Html {
  const scopes = [...resources.values()].reduce((sum, resource) => sum + resource.scopes.size, 0);
  const rows: readonly (readonly [string, string, string])[] = [
    [
      '/console/resources',
      'API resources and their permissions',
      `${resources.size} with ${scopes} permissions`,
    ],
    ['/console/roles', 'Roles, of both kinds', String(roles.size)],
    ['/console/users', 'Users', String(users.size)],
    ['/console/applications', 'Machine clients and applications', String(clients.size)],
    ['/console/organizations', 'Organizations and their members', String(organizations.size)],
    ['/console/assignments', 'Who may what, and by which role', 'a matrix'],
    ['/console/tokens', 'Tokens: what one will hold and why, and the token itself', ''],
  ];
  return html`<section class="card" aria-labelledby="guide">
    <h2 id="guide">The steps of the guide</h2>
    <ol class="things">
      ${rows.map(
        ([path, words, count]) =>
          html`<li>
            <p class="line"><a href="${path}">${words}</a> <span class="soft">${count}</span></p>
          </li>`,
      )}
    </ol>
  </section>`;
}

function people(directory: Directory): Html | undefined {
  const [client] = signInClients(directory);
  const resource = [...directory.resources.values()].find(({ indicator }) => !isManagementApi(indicator));
  const users = [...directory.users.values()].filter(({ suspended }) => !suspended);
  if (client === undefined || resource === undefined || users.length === 0) return undefined;
  const link = (id: string) => {
    const query = new URLSearchParams({
      subject: `user:${id}`,
      client: client.id,
      flow: 'code',
      resource: resource.indicator,
      scope: 'openid',
    });
    for (const { name } of resource.scopes.values()) query.append('scope', name);
    return `/console/tokens?${query.toString()}`;
  };
  return html`<section class="card" aria-labelledby="people">
    <h2 id="people">Be one of the users</h2>
    <p class="hint">
      At the sign-in page of any application, one click is enough. Or get a token right here:
    </p>
    <ul class="things">
      ${users.slice(0, 12).map(({ id, username, name, roles }) => {
        const held = roles.size === 0 ? 'no role' : [...roles].map((role) => role.name).join(', ');
        return html`<li>
          <p class="line">
            <a href="${link(id)}">${name ?? username}</a> <span class="soft">${username} · ${held}</span>
          </p>
        </li>`;
      })}
    </ul>
  </section>`;
}

function endpoints({ site: { issuer } }: Visit): Html {
  return html`<section class="card" aria-labelledby="endpoints">
    <h2 id="endpoints">What your API and your clients need</h2>
    <dl>
      <div>
        <dt>Issuer, the iss of every token</dt>
        <dd><code>${issuer}</code></dd>
      </div>
      <div>
        <dt>Keys</dt>
        <dd>
          <a href="/oidc/jwks"><code>${issuer}/jwks</code></a>
        </dd>
      </div>
      <div>
        <dt>Token endpoint</dt>
        <dd><code>${issuer}/token</code></dd>
      </div>
      <div>
        <dt>Everything else</dt>
        <dd>
          <a href="/oidc/.well-known/openid-configuration"
            ><code>${issuer}/.well-known/openid-configuration</code></a
          >
        </dd>
      </div>
    </dl>
  </section>`;
}
