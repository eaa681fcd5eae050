import { readFile } from 'node:fs/promises';

import { decodeJwt, decodeProtectedHeader } from 'jose';
import * as openid from 'openid-client';
import { describe, expect, it } from 'vitest';

import type { AccessModel, Issuer } from '../src/index.js';
import { Browser } from './support/browser.js';
import { CALLBACK } from './support/client.js';
import { startIssuer } from './support/issuer.js';

type Json = Readonly<Record<string, unknown>>;

/** One request to a real Logto and what it answered. */
interface Recording {
  readonly what: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly basic?: string;
    readonly form?: Readonly<Record<string, string | readonly string[]>>;
    readonly json?: Json;
  };
  readonly response: { readonly status: number; readonly body: unknown };
  readonly accessToken?: { readonly header: Json; readonly claims: Json };
  readonly idToken?: Json;
}

const API = 'https://api.example.com';
const ORGANIZATIONS = 'urn:logto:resource:organizations';
const ALL_SCOPES =
  'openid offline_access urn:logto:scope:organizations urn:logto:scope:organization_roles read:products write:products read:org manage:org';

const file = new URL('vectors/logto-organizations.json', import.meta.url);
const { recordings } = JSON.parse(await readFile(file, 'utf8')) as {
  readonly recordings: readonly Recording[];
};

/** The tenant of the recordings, as it was before the first of them. */
interface Tenant {
  members: Record<string, Record<string, string[]>>;
  machines: Record<string, Record<string, string[]>>;
  organizationScopesOfAdmin: string[];
  scopesOfAdmin: string[];
  defaultResource: boolean;
  mfaRequired: boolean;
  customClaims: boolean;
}

function tenant(): Tenant {
  return {
    members: {
      globex: { alice: ['org-member'], carol: ['org-admin'] },
      acme: { alice: ['org-admin'], bob: [], amir: [] },
      empty: {},
    },
    machines: { globex: {}, acme: { m2m_reader: ['org-m2m'], m2m_norole: [] }, empty: {} },
    organizationScopesOfAdmin: ['read:org', 'manage:org'],
    scopesOfAdmin: ['write:products'],
    defaultResource: false,
    mfaRequired: false,
    customClaims: false,
  };
}

function modelOf(state: Tenant): AccessModel {
  const user = (username: string, role?: string) => ({
    username,
    password: `${username}-password`,
    name: `${username.slice(0, 1).toUpperCase()}${username.slice(1)}`,
    roles: role === undefined ? [] : [role],
  });
  const machine = (id: string, role?: string) => ({
    id,
    kind: 'machine' as const,
    secret: `${id}-secret`,
    roles: role === undefined ? [] : [role],
  });
  return {
    resources: [
      {
        indicator: API,
        scopes: { 'read:products': 'Read', 'write:products': 'Write' },
        default: state.defaultResource,
      },
      { indicator: 'https://orders.example.com', scopes: { 'read:orders': 'Read' }, accessTokenLife: 120 },
    ],
    roles: [
      { name: 'reader', kind: 'user', scopes: { [API]: ['read:products'] } },
      { name: 'editor', kind: 'user', scopes: { [API]: ['read:products', 'write:products'] } },
      { name: 'm2m-reader', kind: 'machine', scopes: { [API]: ['read:products'] } },
      { name: 'm2m-editor', kind: 'machine', scopes: { [API]: ['read:products', 'write:products'] } },
    ],
    users: [
      { ...user('alice', 'reader'), personalAccessTokens: [{ name: 'pat', token: 'pat_alice' }] },
      user('amir', 'reader'),
      user('bob', 'editor'),
      user('carol'),
    ],
    clients: [
      { id: 'spa', kind: 'spa', redirectUris: [CALLBACK] },
      machine('m2m_reader', 'm2m-reader'),
      machine('m2m_editor', 'm2m-editor'),
      machine('m2m_norole'),
      { id: 'exchanger', kind: 'web', secret: 'exchanger-secret', tokenExchange: true },
    ],
    organizationScopes: { 'read:org': 'x', 'manage:org': 'x', 'invite:member': 'x' },
    organizationRoles: [
      { name: 'org-member', id: 'org-role-member', kind: 'user', organizationScopes: ['read:org'] },
      {
        name: 'org-admin',
        id: 'org-role-admin',
        kind: 'user',
        organizationScopes: state.organizationScopesOfAdmin,
        scopes: { [API]: state.scopesOfAdmin },
      },
      {
        name: 'org-m2m',
        kind: 'machine',
        organizationScopes: ['read:org'],
        scopes: { [API]: ['read:products'] },
      },
    ],
    organizations: Object.keys(state.members).map((id) => ({
      id,
      name: id,
      description: id,
      customData: { plan: id },
      mfaRequired: id === 'acme' && state.mfaRequired,
      members: Object.entries(state.members[id] ?? {}).map(([name, roles]) => ({ user: name, roles })),
      machines: Object.entries(state.machines[id] ?? {}).map(([client, roles]) => ({ client, roles })),
    })),
    customClaims: ({ context: { user: who, organization } }) =>
      state.customClaims
        ? {
            organization_id: 'forged',
            seen: {
              organization,
              userOrganizations: who?.organizations,
              userOrganizationRoles: who?.organizationRoles,
            },
          }
        : undefined,
  };
}

/** What the recorded calls to the Management API did, by what they are called. */
const CHANGES: Readonly<Record<string, (state: Tenant) => void>> = {
  'associate the editor machine': ({ machines }) => {
    machines['acme'] = { ...machines['acme'], m2m_editor: [] };
  },
  'give it the organization role': ({ machines }) => {
    machines['acme'] = { ...machines['acme'], m2m_editor: ['org-m2m'] };
  },
  'dissociate it': ({ machines }) => {
    delete machines['acme']?.['m2m_editor'];
  },
  'alice loses her role in acme': ({ members }) => {
    members['acme'] = { ...members['acme'], alice: [] };
  },
  'alice becomes admin again': ({ members }) => {
    members['acme'] = { ...members['acme'], alice: ['org-admin'] };
  },
  'amir becomes admin': ({ members }) => {
    members['acme'] = { ...members['acme'], amir: ['org-admin'] };
  },
  'permission taken from the organization role': (state) => {
    state.organizationScopesOfAdmin = ['read:org'];
  },
  'permission added to the organization role': (state) => {
    state.organizationScopesOfAdmin = ['read:org', 'manage:org'];
  },
  'resource permission added to the organization role': (state) => {
    state.scopesOfAdmin = ['write:products', 'read:products'];
  },
  'resource permissions replaced': (state) => {
    state.scopesOfAdmin = ['write:products'];
  },
  'amir leaves acme': ({ members }) => {
    delete members['acme']?.['amir'];
  },
  'acme requires MFA': (state) => {
    state.mfaRequired = true;
  },
  'acme requires no MFA': (state) => {
    state.mfaRequired = false;
  },
  'acme is deleted': ({ members }) => {
    delete members['acme'];
  },
};

/** How a sign-in differed from that of the others, by what it is called. */
const SIGN_INS: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>> = {
  'alice: scope organizations, but no organizations resource': { resource: [API] },
  'alice: no scope organizations': { resource: [API], scope: 'openid offline_access read:products' },
  'alice: only read:org asked': {
    resource: [ORGANIZATIONS],
    scope: 'openid offline_access urn:logto:scope:organizations read:org',
  },
  'alice: identity': {
    resource: [],
    scope:
      'openid profile roles urn:logto:scope:organizations urn:logto:scope:organization_roles offline_access',
  },
  'code with organization_id at /auth only': { organization_id: 'acme' },
};

class Replay {
  readonly #issuer: Issuer;
  readonly #state: Tenant;
  #refreshToken = '';
  #accessToken = '';

  constructor(issuer: Issuer, state: Tenant) {
    this.#issuer = issuer;
    this.#state = state;
  }

  /** Does what happened between the recordings without having been recorded. */
  prepare({ what }: Recording): void {
    this.#state.customClaims = what.includes('custom claims');
    const defaultResource = what.startsWith('cc: default resource set');
    if (defaultResource !== this.#state.defaultResource) {
      this.#state.defaultResource = defaultResource;
      this.#issuer.access.replace(modelOf(this.#state));
    }
    if (what === 'refresh: suspended, acme') this.#issuer.access.suspendUser('alice');
    else if (what === 'alice: before deletion') this.#issuer.access.reinstateUser('alice');
  }

  change({ what }: Recording): void {
    const change = CHANGES[what];
    if (change === undefined) throw new Error(`There is no such change: ${what}`);
    change(this.#state);
    this.#issuer.access.replace(modelOf(this.#state));
  }

  /** Sends a recorded request, with what it stood for in the place of the names. */
  async send({ what, request }: Recording): Promise<{ readonly status: number; readonly body: Json }> {
    const headers = new Headers({ accept: 'application/json' });
    if (request.path === '/oidc/me') {
      headers.set('authorization', `Bearer ${this.#accessToken}`);
      const response = await fetch(`${this.#issuer.url}/me`, { headers });
      return { status: response.status, body: (await response.json()) as Json };
    }
    const form = await this.#form(what, request.form ?? {});
    if (request.basic !== undefined) {
      const id = nameOf(request.basic);
      headers.set('authorization', `Basic ${btoa(`${id}:${id}-secret`)}`);
    }
    const response = await fetch(this.#issuer.tokenEndpoint, { method: 'POST', headers, body: form });
    const body = (await response.json()) as Json;
    if (typeof body['refresh_token'] === 'string') this.#refreshToken = body['refresh_token'];
    if (typeof body['access_token'] === 'string') this.#accessToken = body['access_token'];
    return { status: response.status, body };
  }

  async #form(what: string, recorded: NonNullable<Recording['request']['form']>): Promise<URLSearchParams> {
    const signedIn = recorded['grant_type'] === 'authorization_code' ? await this.#signIn(what) : undefined;
    const known: Readonly<Record<string, string | undefined>> = {
      '<code>': signedIn?.code,
      '<code_verifier>': signedIn?.verifier,
      '<refresh_token>': this.#refreshToken,
      '<pat>': 'pat_alice',
    };
    const form = new URLSearchParams();
    for (const [name, values] of Object.entries(recorded)) {
      for (const value of [values].flat()) form.append(name, known[value] ?? nameOf(value));
    }
    return form;
  }

  async #signIn(what: string): Promise<{ readonly code: string; readonly verifier: string }> {
    const user = /^(alice|amir|bob|carol):/.exec(what)?.[1] ?? 'alice';
    const verifier = openid.randomPKCECodeVerifier();
    const { resource = [API, ORGANIZATIONS], ...others } = SIGN_INS[what] ?? {};
    const parameters = new URLSearchParams({
      client_id: 'spa',
      response_type: 'code',
      redirect_uri: CALLBACK,
      scope: ALL_SCOPES,
      prompt: 'consent',
      state: 'st123',
      nonce: 'no456',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    for (const [name, value] of Object.entries(others)) parameters.set(name, String(value));
    for (const indicator of [resource].flat()) parameters.append('resource', indicator);
    const browser = new Browser();
    const page = await browser.open(`${this.#issuer.authorizationEndpoint}?${parameters}`);
    const { url } = await browser.submit(page, { user });
    return { code: url.searchParams.get('code') ?? '', verifier };
  }
}

/** `<org acme>` is acme here; within a longer text too. */
function nameOf(value: string): string {
  return value.replaceAll(/<(?:org|client|user|resource) ([^>]+)>/g, '$1').replaceAll('<org-role org-', '<');
}

/** What can be compared of an answer: the tokens by their kind, times and ids by their presence. */
function comparable(issuer: string, value: unknown, name = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(issuer, item, name));
    // Which organization stands first is not promised.
    return items.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, comparable(issuer, member, key)]),
    );
  }
  if (['jti', 'kid', 'iat', 'exp', 'updated_at', 'created_at', 'roleId', 'at_hash'].includes(name))
    return `<${name}>`;
  if (['access_token', 'id_token', 'refresh_token'].includes(name)) return kindOfToken(String(value));
  if (name === 'iss') return value === issuer ? '<iss>' : value;
  return typeof value === 'string' ? nameOf(value) : value;
}

function kindOfToken(token: string): string {
  if (token.startsWith('<')) return token;
  return token.split('.').length === 3 ? '<jwt>' : `<opaque ${token.length}>`;
}

describe('what a real Logto answered about organizations', () => {
  const state = tenant();

  it('every recording of tokens is compared, and none is different', async () => {
    const issuer = await startIssuer(modelOf(state));
    const replay = new Replay(issuer, state);
    let compared = 0;
    for (const recording of recordings) {
      replay.prepare(recording);
      if (!recording.request.path.startsWith('/oidc')) {
        replay.change(recording);
        continue;
      }
      const { status, body } = await replay.send(recording);
      const found = { status, body, ...tokensIn(body) };
      const expected = {
        status: recording.response.status,
        body: recording.response.body,
        ...(recording.accessToken === undefined ? {} : { accessToken: recording.accessToken }),
        ...(recording.idToken === undefined ? {} : { idToken: recording.idToken }),
      };
      compared += 1;
      expect.soft(comparable(issuer.url, found), recording.what).toEqual(comparable(issuer.url, expected));
    }
    expect(compared).toBe(107);
  }, 60_000);
});

function tokensIn(body: Json): Json {
  const access = body['access_token'];
  const id = body['id_token'];
  return {
    ...(typeof access === 'string' && access.includes('.')
      ? { accessToken: { header: decodeProtectedHeader(access), claims: decodeJwt(access) } }
      : {}),
    ...(typeof id === 'string' ? { idToken: decodeJwt(id) } : {}),
  };
}
