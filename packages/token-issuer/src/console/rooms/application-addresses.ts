import type { Html } from 'local-pages';
import { html } from 'local-pages';

import { checkUris } from '../../access/check-clients.js';
import type { ClientKind } from '../../access/model-clients.js';
import type { ClientState } from '../../access/state.js';
import { checkField } from '../check.js';
import { choices, field } from '../form.js';
import type { Form } from '../form.js';
import { reject } from '../room.js';

/** Where an application's browser may be sent, and whether it exchanges tokens. */
export function addressFields(form: Form, client?: ClientState): Html {
  return html`${
    client?.kind === 'machine'
      ? undefined
      : html`${field(form, {
          name: 'redirectUris',
          label: 'Redirect URIs, one in each line',
          hint: 'Compared letter by letter. A machine client has none.',
          rows: 2,
          first: (client?.redirectUris ?? []).join('\n'),
          placeholder: 'http://localhost:5173/callback',
        })}
        ${field(form, {
          name: 'postLogoutRedirectUris',
          label: 'Addresses after sign-out, one in each line',
          rows: 2,
          first: (client?.postLogoutRedirectUris ?? []).join('\n'),
        })}`
  }
  ${choices(form, {
    type: 'checkbox',
    name: 'tokenExchange',
    legend: 'Token exchange',
    first: client?.tokenExchange === true ? ['yes'] : [],
    choices: [{ value: 'yes', label: 'May exchange personal access tokens' }],
  })}`;
}

/** What was typed there, by the rules of the access file, as the Management API takes it. */
export function needAddresses(
  values: URLSearchParams,
  kind: ClientKind,
  before: Readonly<Record<string, unknown>> = {},
) {
  const tokenExchange = values.get('tokenExchange') === 'yes';
  const redirectUris = needUris(values, 'redirectUris', kind);
  const postLogoutRedirectUris = needUris(values, 'postLogoutRedirectUris', kind);
  if (kind !== 'machine' && redirectUris.length === 0 && !tokenExchange) {
    reject(
      'redirectUris',
      'Without an address to come back to, nobody can sign in: name one, or allow token exchange.',
    );
  }
  return {
    oidcClientMetadata: { redirectUris, postLogoutRedirectUris },
    ...((tokenExchange || before['allowTokenExchange'] === true) && {
      customClientMetadata: { ...before, allowTokenExchange: tokenExchange },
    }),
  };
}

function needUris(values: URLSearchParams, name: string, kind: ClientKind): readonly string[] {
  const uris = (values.get(name) ?? '').split(/\s+/).filter((uri) => uri !== '');
  if (kind === 'machine') {
    if (uris.length > 0) reject(name, 'A machine client has no addresses: nobody signs in there.');
    return [];
  }
  return checkField(name, (path) => checkUris(path, uris, kind, 'given'));
}
