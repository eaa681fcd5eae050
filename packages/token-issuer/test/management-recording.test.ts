import { createHmac } from 'node:crypto';

import { expect, it } from 'vitest';

import { managementResource } from '../src/index.js';
import type { AccessModel, Issuer } from '../src/index.js';
import { startHookReceiver } from './support/hook-receiver.js';
import { clientCredentials, startIssuer } from './support/issuer.js';
import { Bindings, readRecording } from './support/recording.js';
import type { Recorded, RecordedResponse } from './support/recording.js';

const API = 'https://api.example.com';
const ORDERS = 'https://orders.example.com';
const CALLBACK = 'http://localhost:9999/callback';
const CALLER = 'admin';
const CALLERS_ROLE = 'Logto Management API access';

/** The tenant as it was when the recording began. Things that the recording calls by name have these ids. */
const tenant: AccessModel = {
  resources: [
    {
      ...managementResource,
      name: 'Logto Management API',
      scopes: { all: 'Default scope for Management API, allows all permissions.' },
    },
    {
      indicator: ORDERS,
      name: 'orders.example.com',
      accessTokenLife: 120,
      scopes: describeAll('read:products', 'read:orders', 'write:orders'),
    },
    { indicator: API, name: 'api.example.com', scopes: describeAll('read:products', 'write:products') },
  ],
  roles: [
    {
      name: CALLERS_ROLE,
      kind: 'machine',
      description: 'This default role grants access to the Logto management API.',
      scopes: { [managementResource.indicator]: ['all'] },
    },
    ...(['reader', 'editor', 'orders-reader', 'scratch'] as const).map((name) => role(name, 'user')),
    ...(['m2m-reader', 'm2m-editor', 'm2m-orders'] as const).map((name) => role(name, 'machine')),
  ],
  users: [
    user('alice', ['reader']),
    user('bob', ['editor']),
    user('carol', []),
    user('dave', ['orders-reader', 'editor']),
    user('ruth', ['editor']),
    user('amir', ['reader']),
    user('sid', ['reader']),
    user('del', ['editor']),
    user('pat', ['editor']),
  ],
  clients: [
    { id: CALLER, kind: 'machine', secret: 'admin-secret', roles: [CALLERS_ROLE] },
    machine('m2m_editor', ['m2m-editor']),
    machine('m2m_reader', ['m2m-reader']),
    machine('m2m_norole', []),
    machine('m2m_multi', ['m2m-editor', 'm2m-orders']),
    machine('m2m_x', ['m2m-editor']),
    { id: 'id-spa', name: 't_spa', kind: 'spa', ...redirects() },
    {
      id: 'id-native',
      name: 't_native',
      kind: 'native',
      redirectUris: [CALLBACK, 'com.example.app://callback', 'http://127.0.0.1/cb'],
    },
    { id: 'id-web', name: 't_web', kind: 'web', secret: 'secret', ...redirects() },
    {
      id: 'id-exchanger',
      name: 't_exchanger',
      kind: 'web',
      secret: 'secret',
      tokenExchange: true,
      ...redirects(),
    },
    { id: 'id-spa_exchanger', name: 't_spa_exchanger', kind: 'spa', tokenExchange: true, ...redirects() },
    { ...machine('m2m_exchanger', []), tokenExchange: true },
  ],
};

/** What the recording did between its calls without writing it down: it cleaned up after itself. */
const KEPT = /^(?:scope \d+|create (?:role, unknown scope id|organization role, unknown scope))$/;

it('Logto’s recorded calls are answered as Logto answered, and tell hooks what Logto told', async () => {
  const receiver = await startHookReceiver();
  const issuer = await startIssuer(tenant);
  const replay = await createReplay(issuer, receiver.origin);
  const unlike: Record<string, string> = {};
  let compared = 0;
  let comparedEvents = 0;
  for (const call of readRecording('management-api.json')) {
    if (call.request === undefined) continue;
    if (/hook answers (\d+)/.test(call.what)) receiver.status = Number(/\d+/.exec(call.what)?.[0]);
    const { difference, body } = await replay.run(call);
    compared += 1;
    if (difference !== undefined) unlike[call.what] = difference;
    if (call.events !== undefined) {
      const deliveries = await receiver.take(call.events.length);
      comparedEvents += 1;
      const told = deliveries.map(({ payload }) => payload);
      const event = replay.compareEvents(call.events, told);
      if (event !== undefined) unlike[`${call.what}: events`] = event;
      for (const delivery of deliveries) replay.checkSignature(delivery.headers, delivery.text);
    }
    const cleaned = await replay.cleanUp(call, body);
    // What nobody counted.
    if ((call.events === undefined && call.request.method !== 'GET') || cleaned) {
      await pause(20);
      receiver.deliveries.length = 0;
    }
    receiver.status = 200;
  }
  await pause(50);
  expect(receiver.deliveries.map(({ payload }) => payload)).toEqual([]);
  expect(unlike).toEqual({});
  expect([compared, comparedEvents]).toEqual([273, 102]);
}, 60_000);

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

it('the recorded calls that made, listed and changed organizations are answered as Logto answered', async () => {
  const issuer = await startIssuer(tenant);
  const replay = await createReplay(issuer, 'http://127.0.0.1:9');
  const calls = readRecording('management-organizations.json');
  const unlike: Record<string, string> = {};
  for (const call of calls) {
    const { difference } = await replay.run(call);
    if (difference !== undefined) unlike[call.what] = difference;
  }
  expect(unlike).toEqual({});
  expect(calls).toHaveLength(53);
});

interface Replay {
  /** Makes a call and tells where its answer differs from the recorded one. */
  run(call: Recorded): Promise<{ readonly difference: string | undefined; readonly body: unknown }>;
  /** Deletes what the recording made and never named again. @returns whether there was anything. */
  cleanUp(call: Recorded, body: unknown): Promise<boolean>;
  compareEvents(recorded: readonly unknown[], came: readonly unknown[]): string | undefined;
  checkSignature(headers: Readonly<Record<string, unknown>>, text: string): void;
}

async function createReplay(issuer: Issuer, hookOrigin: string): Promise<Replay> {
  const base = `http://localhost:${issuer.port}`;
  const origin = `http://127.0.0.1:${issuer.port}`;
  const token = await accessToken(issuer, `${CALLER}:admin-secret`, managementResource.indicator, 'all');
  const names = await readNames(`${origin}/api`, token);
  const bindings = new Bindings({ ...names, '<base>': base, '<iss>': issuer.url });
  const secrets = new Map<string, string>();
  let apiToken = '';
  let signingKey = '';

  function authorization(what: string): string | undefined {
    if (what === 'no token') return undefined;
    if (what === 'lower-case bearer') return `bearer ${token}`;
    if (what === 'junk token') return 'Bearer junk';
    if (what === 'tampered token') return `Bearer ${tamper(token)}`;
    return `Bearer ${what === 'token for another API' ? apiToken : token}`;
  }

  async function send({ what, request }: Recorded) {
    const { method = 'GET', path = '', json, form, basic } = request ?? {};
    const headers = new Headers();
    const value = authorization(what);
    if (basic === undefined && value !== undefined) headers.set('authorization', value);
    let body: string | undefined;
    if (form !== undefined) {
      const id = bindings.fillText(basic ?? '');
      headers.set('authorization', `Basic ${btoa(`${id}:${secrets.get(secretOf(what)) ?? `${id}-secret`}`)}`);
      headers.set('content-type', 'application/x-www-form-urlencoded');
      body = new URLSearchParams(form).toString();
    } else if (json !== undefined) {
      headers.set('content-type', 'application/json');
      body = JSON.stringify(bindings.fill(moments(what, json))).replaceAll(
        'http://127.0.0.1:9393',
        hookOrigin,
      );
    }
    const url = `${origin}${bindings.fillText(path)}`;
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as unknown) : text,
    };
  }

  return {
    async run(call) {
      if (call.what === 'token with the expired secret') await pause(1600);
      const came = await send(call);
      const recorded = withoutChance(call);
      if (recorded === undefined) throw new Error(`${call.what} has no answer`);
      if (call.what === 'api token')
        apiToken = String((came.body as Record<string, unknown>)['access_token']);
      if (typeof came.body === 'object' && came.body !== null && 'signingKey' in came.body) {
        signingKey = String(came.body.signingKey);
      }
      if (call.what === 'second secret')
        secrets.set('second', String((came.body as Record<string, unknown>)['value']));
      const body = adjust(
        call.what,
        JSON.parse(
          JSON.stringify(recorded.body ?? '').replaceAll('http://127.0.0.1:9393', hookOrigin),
        ) as unknown,
      );
      const difference =
        bindings.difference(recorded.status, came.status, 'status') ??
        bindings.difference(body, adjust(call.what, came.body), 'body') ??
        headerDifference(
          bindings,
          'total-number',
          recorded['total-number'],
          totalOf(call.what, came.headers),
        ) ??
        headerDifference(bindings, 'link', recorded.link, linkOf(call.what, came.headers));
      return { difference, body: came.body };
    },
    cleanUp,
    compareEvents: (recorded, came) => {
      const filled = JSON.parse(
        JSON.stringify(recorded).replaceAll('http://127.0.0.1:9393', hookOrigin),
      ) as unknown[];
      for (const [index, event] of filled.entries()) {
        const difference = bindings.difference(event, came[index], `events[${index}]`);
        if (difference !== undefined) return difference;
      }
      return filled.length === came.length ? undefined : `events: ${came.length} came`;
    },
    checkSignature(headers, text) {
      const expected = createHmac('sha256', signingKey).update(text).digest('hex');
      expect(headers['logto-signature-sha-256']).toBe(expected);
    },
  };

  async function cleanUp({ what, request }: Recorded, body: unknown): Promise<boolean> {
    const { method = '', path = '' } = request ?? {};
    const recordedId = (readRecordedBody(what)?.['id'] ?? '') as string;
    const id = (body as { readonly id?: unknown } | null)?.id;
    if (what === 'was that role made?') {
      const [made] = body as { readonly id: string }[];
      if (made !== undefined) await remove(`/api/roles/${made.id}`);
      return true;
    }
    if (method !== 'POST' || typeof id !== 'string' || recordedId.startsWith('<') || KEPT.test(what)) {
      return false;
    }
    await remove(`${bindings.fillText(path)}/${id}`);
    return true;
  }

  async function remove(path: string): Promise<void> {
    const response = await fetch(`${origin}${path}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(response.status).toBe(204);
  }
}

const recording = readRecording('management-api.json');

function readRecordedBody(what: string): Readonly<Record<string, unknown>> | undefined {
  const body = recording.find((call) => call.what === what)?.response?.body;
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : undefined;
}

function secretOf(what: string): string {
  return what.includes('second') || what.includes('expired') || what.includes('deleted') ? 'second' : '';
}

/** Moments in requests. */
function moments(what: string, json: unknown): unknown {
  const now = Date.now();
  const expiresAt = what.includes('past')
    ? now - 1000
    : what === 'second secret'
      ? now + 1500
      : now + 3_600_000;
  return JSON.parse(JSON.stringify(json), (_name, value: unknown) => {
    if (value === '<ms>') return expiresAt;
    return value === '<ISO time>' ? new Date(expiresAt).toISOString() : value;
  });
}

function headerDifference(
  bindings: Bindings,
  name: string,
  recorded: string | undefined,
  came: string | null,
): string | undefined {
  return recorded === undefined && came === null ? undefined : bindings.difference(recorded, came, name);
}

/**
 * What is chance, and what the recording could not have: there, the caller is an application of another
 * tenant, which a local issuer does not have.
 */
function adjust(what: string, body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  const items = body as readonly Readonly<Record<string, unknown>>[];
  // Cut in the order of random ids, or in none: which ones are on a page is chance.
  if (/^scopes(\?|$)/.test(what))
    return items.map((scope) => ({ ...scope, id: '', name: '', description: '' }));
  if (/^resources\?.*page_size=1$|^organizations featured$/.test(what))
    return items.map((resource) => Object.keys(resource));
  if (/^roles(\?|$)/.test(what)) return items.map(withoutFaces);
  if (/^applications(\?|$)/.test(what)) return items.filter(({ id }) => id !== CALLER);
  // The words are those of the HTTP client.
  if (what === 'hook log') return items.map(withoutReason);
  return body;
}

/** Which three of many users are shown is chance; the caller's role is its own. */
function withoutFaces(role: Readonly<Record<string, unknown>>) {
  const { featuredUsers, featuredApplications, ...rest } = role;
  const faces = [featuredUsers, featuredApplications].map((list) => (list as unknown[]).length);
  return role['name'] === CALLERS_ROLE ? { ...rest, applicationsCount: 0 } : { ...rest, faces };
}

function withoutReason(entry: Readonly<Record<string, unknown>>) {
  const payload = entry['payload'] as Readonly<Record<string, unknown>>;
  return { ...entry, payload: { ...payload, ...('error' in payload ? { error: '' } : {}) } };
}

/** How many deliveries there were before hangs on what the recording does not show. */
function withoutChance({ what, response }: Recorded): RecordedResponse | undefined {
  if (what !== 'hook log' || response === undefined) return response;
  return { status: response.status, body: response.body };
}

function linkOf(what: string, headers: Headers): string | null {
  return what === 'hook log' ? null : headers.get('link');
}

function totalOf(what: string, headers: Headers): string | null {
  const total = headers.get('total-number');
  if (what === 'hook log') return null;
  return total !== null && what.startsWith('applications') ? String(Number(total) - 1) : total;
}

function tamper(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const flipped = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`;
  return [header, payload, flipped].join('.');
}

async function accessToken(issuer: Issuer, client: string, resource: string, scope: string): Promise<string> {
  return String((await clientCredentials(issuer, client, { resource, scope })).body['access_token']);
}

/** The recording's names for the things that were there before it. */
async function readNames(api: string, token: string): Promise<Readonly<Record<string, string>>> {
  const headers = { authorization: `Bearer ${token}` };
  const read = async (path: string) =>
    (await (await fetch(`${api}${path}`, { headers })).json()) as readonly Readonly<
      Record<string, unknown>
    >[];
  const names: Record<string, string> = {};
  for (const { id, username } of await read('/users?page_size=100'))
    names[`<user ${String(username)}>`] = String(id);
  for (const { id, name } of await read('/roles?page_size=100')) names[`<role ${String(name)}>`] = String(id);
  for (const { id, name } of await read('/applications')) {
    names[`<client ${String(name).replace(/^t_/, '')}>`] = String(id);
  }
  for (const resource of await read('/resources?includeScopes=true')) {
    const indicator = String(resource['indicator']);
    names[`<resource ${indicator}>`] = String(resource['id']);
    for (const scope of resource['scopes'] as readonly { readonly id: string; readonly name: string }[]) {
      names[`<scope ${indicator} ${scope.name}>`] = scope.id;
    }
  }
  return names;
}

function describeAll(...scopes: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(scopes.map((name) => [name, name]));
}

function role(name: string, kind: 'user' | 'machine') {
  const editor = name.endsWith('editor');
  const scopes: Record<string, string[]> = name.includes('orders')
    ? { [ORDERS]: ['read:orders'] }
    : { [API]: editor ? ['read:products', 'write:products'] : ['read:products'] };
  return { name, kind, description: name, ...(name === 'scratch' ? {} : { scopes }) };
}

function user(username: string, roles: readonly string[]) {
  const name = username.charAt(0).toUpperCase() + username.slice(1);
  const email = `${username}@example.com`;
  return { username, id: `id-${username}`, password: 'Passw0rd!', name, email, roles };
}

function machine(name: string, roles: readonly string[]) {
  return {
    id: `id-${name}`,
    name: `t_${name}`,
    kind: 'machine',
    secret: `id-${name}-secret`,
    roles,
  } as const;
}

function redirects() {
  return { redirectUris: [CALLBACK], postLogoutRedirectUris: ['http://localhost:9999/'] };
}
