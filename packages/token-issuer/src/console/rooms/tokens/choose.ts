import { html } from 'local-pages';
import type { Html } from 'local-pages';

import type { Directory } from '../../../access/directory.js';
import { OPENID_SCOPES } from '../../../access/model.js';
import { choices, field, formOf, select } from '../../form.js';
import type { Choice } from '../../form.js';
import type { Visit } from '../../room.js';
import { signInClients } from './read-wish.js';
import type { Chosen } from './read-wish.js';

const FLOW_CHOICES: readonly Choice[] = [
  { value: 'code', label: 'sign in (authorization code with PKCE)' },
  { value: 'refresh', label: 'sign in, then refresh (also for one organization)' },
  { value: 'exchange', label: 'exchange the user’s personal access token' },
];

/** What OpenID's scopes are for, of those that decide about an access token. */
const OPENID_HINTS: Readonly<Record<string, string>> = {
  openid: 'an ID token and userinfo; without a resource, an opaque token',
  offline_access: 'a refresh token',
  'urn:logto:scope:organizations': 'tokens for one organization, by a refresh',
};

/** The fields to choose from. The form asks for a page, so that nothing is changed by it and it can be kept as an address. */
export function chooseForm(visit: Visit, chosen: Chosen): Html {
  const { directory } = visit.tenant;
  const form = formOf(visit, 'choose');
  const { known, typed } = scopeChoices(directory, chosen.scopes);
  return html`<form method="get" action="${visit.address}" class="card">
    <h2>What is asked for</h2>
    <div class="grid two">
      <div>
        ${select(form, {
          name: 'subject',
          label: 'Who',
          first: chosen.subject,
          choices: subjectChoices(directory),
        })}
        ${select(form, {
          name: 'client',
          label: 'Signs in to',
          hint: 'Of a user. A machine asks for itself.',
          first: chosen.client,
          choices: signInClients(directory).map(({ id, name, kind }) => ({
            value: id,
            label: `${name} (${kind})`,
          })),
        })}
        ${select(form, { name: 'flow', label: 'How', first: chosen.flow, choices: FLOW_CHOICES })}
        ${select(form, {
          name: 'resource',
          label: 'resource',
          hint: 'The API that the token is for. Left out, it becomes opaque.',
          first: chosen.resource,
          choices: [
            { value: '', label: '(none)' },
            ...[...directory.resources.values()].map(({ indicator }) => ({
              value: indicator,
              label: indicator,
            })),
          ],
        })}
        ${select(form, {
          name: 'organization',
          label: 'organization_id',
          first: chosen.organization,
          choices: [
            { value: '', label: '(none)' },
            ...[...directory.organizations.values()].map(({ id, name }) => ({ value: id, label: name })),
          ],
        })}
      </div>
      <div>
        ${choices(form, {
          type: 'checkbox',
          name: 'scope',
          legend: 'scope',
          first: chosen.scopes,
          choices: known,
        })}
        ${field(form, {
          name: 'more',
          label: 'More of scope',
          hint: 'Separated by blanks.',
          first: typed.join(' '),
        })}
      </div>
    </div>
    <button type="submit">Show what will be granted</button>
  </form>`;
}

function subjectChoices(directory: Directory): readonly Choice[] {
  const users = [...directory.users.values()].map(({ id, username, name }) => ({
    value: `user:${id}`,
    label: name === undefined ? username : `${username} (${name})`,
    group: 'Users',
  }));
  const machines = [...directory.clients.values()]
    .filter(({ kind }) => kind === 'machine')
    .map(({ id }) => ({ value: `client:${id}`, label: id, group: 'Machines' }));
  return [...users, ...machines];
}

/** Each name once, with where it belongs: several resources may have a permission of one name. */
function scopeChoices(directory: Directory, chosen: readonly string[]) {
  const hints = new Map<string, string>(Object.entries(OPENID_HINTS));
  const permissions = [...directory.resources.values()].flatMap((resource) =>
    [...resource.scopes.values()].map(({ name }) => [name, resource.indicator] as const),
  );
  const organizations = [...directory.organizationScopes.values()].map(
    ({ name }) => [name, 'organizations'] as const,
  );
  const own = new Map<string, string>();
  for (const [name, owner] of [...permissions, ...organizations]) {
    own.set(name, [own.get(name), owner].filter((part) => part !== undefined).join(', '));
  }
  const known = [...own, ...hints].map(([value, hint]) => ({ value, label: value, hint }));
  const names = new Set(known.map(({ value }) => value));
  const others = OPENID_SCOPES.filter((name) => !names.has(name) && chosen.includes(name));
  const typed = [...others, ...chosen.filter((name) => !names.has(name) && !isOpenid(name))];
  return { known, typed };
}

function isOpenid(name: string): boolean {
  return (OPENID_SCOPES as readonly string[]).includes(name);
}
