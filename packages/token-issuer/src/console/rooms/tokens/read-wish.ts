import type { Directory } from '../../../access/directory.js';
import type { ClientState } from '../../../access/state.js';
import { isManagementApi } from '../../../access/management-api.js';
import { grantTypes } from '../../../provider/client-metadata.js';
import { FLOWS } from '../../../preview/wish.js';
import type { Flow, Wish } from '../../../preview/wish.js';

/** The names of the fields, in the address and in the form. */
export const FIELDS = ['subject', 'client', 'flow', 'resource', 'organization', 'scope', 'more'] as const;

/** The subject of a model in which there is none. */
const NOBODY = '';

/** What is said of such a model. */
export const NOBODY_YET = 'Nobody can ask for a token yet: register an application and a user, or a machine.';

/** What stands in the fields. */
export interface Chosen {
  /** `user:<id>` or `client:<id>`. */
  readonly subject: string;
  /** Of a user. */
  readonly client: string;
  readonly flow: Flow;
  /** Empty for none, like the organization. */
  readonly resource: string;
  readonly organization: string;
  readonly scopes: readonly string[];
}

/** What was chosen, or else what a newcomer would: the first user at the first API with all its permissions. */
export function chosenBy(directory: Directory, values: URLSearchParams): Chosen {
  if (!values.has('subject')) return usualChoice(directory);
  const typed = (values.get('more') ?? '').split(/\s+/);
  const flow = FLOWS.find((name) => name === values.get('flow'));
  return {
    subject: values.get('subject') ?? '',
    client: values.get('client') ?? '',
    flow: flow ?? 'code',
    resource: values.get('resource') ?? '',
    organization: values.get('organization') ?? '',
    scopes: [...new Set([...values.getAll('scope'), ...typed])].filter((name) => name !== ''),
  };
}

function usualChoice(directory: Directory): Chosen {
  const [user] = directory.users.values();
  const client = signInClients(directory)[0];
  const machine = [...directory.clients.values()].find(({ kind }) => kind === 'machine');
  const isUser = user !== undefined && client !== undefined;
  const all = [...directory.resources.values()];
  const resource = all.find(({ indicator }) => !isManagementApi(indicator)) ?? all[0];
  return {
    subject: isUser ? `user:${user.id}` : machine === undefined ? NOBODY : `client:${machine.id}`,
    client: client?.id ?? '',
    flow: 'code',
    resource: resource?.indicator ?? '',
    organization: '',
    scopes: [
      ...(isUser ? ['openid'] : []),
      ...[...(resource?.scopes.values() ?? [])].map(({ name }) => name),
    ],
  };
}

/** The clients that a person can have a token by, those to sign in to first. */
export function signInClients(directory: Directory): readonly ClientState[] {
  const all = [...directory.clients.values()].filter(({ kind }) => kind !== 'machine');
  return [...all.filter(canSignIn), ...all.filter((client) => !canSignIn(client))];
}

function canSignIn(client: ClientState): boolean {
  return grantTypes(client).includes('authorization_code');
}

/** In characters: an authorization request carries it in its address. */
const LONGEST_SCOPE = 4000;

/** The wish that was chosen, or what is wrong with it: something that is not there any more. */
export function wishOf(directory: Directory, chosen: Chosen): Wish | { readonly problem: string } {
  const { subject, flow, resource, organization, scopes } = chosen;
  const rest = {
    resource: resource === '' ? undefined : resource,
    organization: organization === '' ? undefined : organization,
    scopes,
  };
  const length = scopes.join(' ').length;
  if (length > LONGEST_SCOPE) {
    return { problem: `scope has ${length} characters, more than an address takes: choose fewer.` };
  }
  if (subject === NOBODY && usualChoice(directory).subject === NOBODY) return { problem: NOBODY_YET };
  const [kind, id] = [subject.split(':', 1)[0], subject.replace(/^[^:]*:/, '')];
  if (kind === 'client') {
    const machine = directory.clients.get(id);
    if (machine === undefined) return { problem: 'There is no such machine any more: choose another one.' };
    return { ...rest, flow: 'client_credentials', client: machine, user: undefined };
  }
  const user = directory.users.get(id);
  if (user === undefined) return { problem: 'There is no such user any more: choose another one.' };
  const client = directory.clients.get(chosen.client);
  if (client === undefined) return { problem: 'A user signs in to an application: choose one.' };
  // A machine's flow cannot be a user's.
  return { ...rest, flow: flow === 'client_credentials' ? 'code' : flow, client, user };
}
