import { createTokenFor } from '../../../flows/token-for.js';
import type { SignInPlace } from '../../../flows/sign-in-for-code.js';
import type { UserState } from '../../../access/state.js';
import { needFree, needText } from '../../check.js';
import { needIndicator } from '../../indicator.js';
import { apiPath, reject, Rejected } from '../../room.js';
import type { Action, Submission } from '../../room.js';
import { needScopeName } from '../permissions.js';
import { signInClients } from '../tokens/read-wish.js';
import { TOUR } from './names.js';
import type { NotesApi } from './notes-api.js';
import { progressOf } from './progress.js';
import type { Progress, TourCall, TourMemory } from './progress.js';

/** What the steps act with. */
export interface TourActionParts {
  readonly memory: TourMemory;
  readonly place: SignInPlace;
  readonly api: NotesApi;
}

type Made = { readonly id: string };

/** A step whose form is on the page only while the ones before it are done. */
function need<K extends keyof Progress>(progress: Progress, name: K): NonNullable<Progress[K]> {
  return (
    progress[name] ?? reject('', 'What this step rests on is gone: go on with the step that is open now.')
  );
}

/** The steps of the tour: each one real change, or one real request. */
export function tourActions({ memory, place, api }: TourActionParts): Readonly<Record<string, Action>> {
  const progress = ({ tenant }: Submission) => progressOf(memory, tenant.directory);

  const register: Action = async ({ values, tenant, call }) => {
    const indicator = needIndicator(values, tenant.directory);
    const made = (await call('POST', '/resources', { indicator, name: TOUR.resource })) as Made;
    memory.resource = made.id;
    return { said: `${indicator} is registered.`, thing: { resource: indicator } };
  };

  const define: Action = async (submission) => {
    const resource = need(progress(submission), 'resource');
    const named = (field: string) => {
      const values = new URLSearchParams({ name: submission.values.get(field) ?? '' });
      try {
        return needScopeName(values, resource.scopes.values());
      } catch (error) {
        if (!(error instanceof Rejected)) throw error;
        return reject(field, error.message);
      }
    };
    const names = [named('read'), named('write')];
    if (names[0] === names[1]) reject('write', 'The two need different names.');
    for (const [index, name] of names.entries()) {
      const description = index === 0 ? 'Read the notes' : 'Write a note';
      await submission.call('POST', apiPath`/resources/${resource.id}/scopes`, { name, description });
    }
    return { said: 'Both are permissions now.', thing: { resource: resource.indicator } };
  };

  const bundle: Action = async (submission) => {
    const scopes = need(progress(submission), 'scopes');
    const { values, tenant, call } = submission;
    const name = needFree(
      'name',
      needText(values, 'name', 'A name'),
      tenant.directory.roles.values(),
      'a role',
    );
    const scopeIds = scopes.filter(({ id }) => values.getAll('scopes').includes(id)).map(({ id }) => id);
    if (scopeIds.length === 0) reject('scopes', 'Choose at least one, so that there is something to see.');
    const body = { name, description: 'Made by the tour', type: 'User', scopeIds };
    memory.role = ((await call('POST', '/roles', body)) as Made).id;
    return { said: `The role ${name} is there.`, thing: { role: name } };
  };

  const assign: Action = async (submission) => {
    const role = need(progress(submission), 'role');
    const user = await personOf(submission);
    await submission.call('POST', apiPath`/users/${user.id}/roles`, { roleIds: [role.id] });
    memory.user = user.id;
    return { said: `${user.username} has the role ${role.name}.`, thing: { rolesOf: { user: user.id } } };
  };

  /** The person who was chosen, or a new one where there is nobody. */
  async function personOf({ values, tenant, call }: Submission): Promise<UserState> {
    const id = values.get('user') ?? '';
    const { users } = tenant.directory;
    if (users.size > 0) {
      const user = users.get(id) ?? reject('user', 'This user is gone.');
      if (user.suspended) reject('user', 'This user is suspended, and cannot sign in.');
      return user;
    }
    const made = (await call('POST', '/users', { username: TOUR.user, password: TOUR.user })) as Made;
    memory.madeUser = true;
    return users.get(made.id) ?? reject('user', 'This user is gone.');
  }

  const mint: Action = async (submission) => {
    const { resource, scopes, user } = progress(submission);
    if (resource === undefined || scopes === undefined || user === undefined)
      return reject('', 'A step before is undone.');
    const client = await applicationOf(submission);
    const tokenFor = createTokenFor({ directory: () => submission.tenant.directory, place });
    const wanted = scopes.map(({ name }) => name);
    const options = { resource: resource.indicator, scopes: wanted, client };
    // What the flow refuses is the person's to read.
    memory.token = await tokenFor({ user: user.id }, options).catch((error: unknown) =>
      reject('', error instanceof Error ? error.message : String(error)),
    );
    delete memory.calls;
    return { said: `${user.username} has signed in, and this is the access token.` };
  };

  /** An application that a person can sign in to: the model's own, or one that the tour makes. */
  async function applicationOf({ tenant, call }: Submission): Promise<string> {
    const [first] = signInClients(tenant.directory);
    if (first !== undefined && first.redirectUris.length > 0) return first.id;
    const oidcClientMetadata = { redirectUris: [TOUR.redirectUri], postLogoutRedirectUris: [] };
    const body = { name: TOUR.application, type: 'SPA', oidcClientMetadata };
    memory.madeClient = ((await call('POST', '/applications', body)) as Made).id;
    return memory.madeClient;
  }

  const ask: Action = async (submission) => {
    const current = progress(submission);
    const [read, write] = need(current, 'scopes');
    const token = need(current, 'token');
    const url = `${await api.origin()}/notes`;
    memory.calls = [await send('GET', url, token, read.name), await send('POST', url, token, write.name)];
    return { said: 'The API was called twice, over HTTP. Its answers stand in the last step.' };
  };

  const takeBack: Action = async (submission) => {
    const { directory } = submission.tenant;
    const { call } = submission;
    const { resource, role } = memory;
    if (directory.roles.has(role ?? '')) await call('DELETE', apiPath`/roles/${role ?? ''}`);
    if (directory.resources.has(resource ?? '') && directory.resources.size > 1) {
      await call('DELETE', apiPath`/resources/${resource ?? ''}`);
    }
    if (memory.madeUser === true && directory.users.has(memory.user ?? '')) {
      await call('DELETE', apiPath`/users/${memory.user ?? ''}`);
    }
    if (directory.clients.has(memory.madeClient ?? '')) {
      await call('DELETE', apiPath`/applications/${memory.madeClient ?? ''}`);
    }
    for (const name of Object.keys(memory) as (keyof TourMemory)[]) delete memory[name];
    return { said: 'What the tour made is gone.' };
  };

  return { register, define, bundle, assign, mint, ask, 'take back': takeBack };
}

async function send(
  method: TourCall['method'],
  url: string,
  token: string,
  needs: string,
): Promise<TourCall> {
  const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
  return {
    method,
    url,
    needs,
    status: response.status,
    challenge: response.headers.get('www-authenticate') ?? undefined,
    body: await response.text(),
  };
}
