import { isLoopbackHost } from '@acme/token-core/adapter';
import { checkGivenRoles } from './check-roles.js';
import {
  describe,
  expectBoolean,
  expectExtra,
  expectList,
  expectObject,
  expectOptionalMoment,
  expectOneOf,
  expectOptionalText,
  expectRecord,
  expectSecret,
  expectText,
  expectWholeNumber,
  fail,
  Names,
} from './expectation.js';
import type { Origin } from './check-resources.js';
import type { ClientKind } from './model-clients.js';
import type { RoleKind } from './model.js';
import type { CheckedClient, CheckedClientSecret } from './checked.js';

const COMMON = ['id', 'kind', 'name', 'description', 'customData', 'tokenExchange', 'extra'];
const SECRETS = ['secret', 'secrets'];
const REDIRECTS = ['redirectUris', 'postLogoutRedirectUris', 'refreshTokenLife', 'rotateRefreshToken'];
const MEMBERS: Readonly<Record<ClientKind, readonly string[]>> = {
  machine: [...COMMON, ...SECRETS, 'roles'],
  web: [...COMMON, ...SECRETS, ...REDIRECTS],
  spa: [...COMMON, ...REDIRECTS],
  native: [...COMMON, ...REDIRECTS],
};
const KINDS: readonly ClientKind[] = ['machine', 'web', 'spa', 'native'];
const EVERY_MEMBER = [...new Set(Object.values(MEMBERS).flat())];
/** Logto's name of the secret that a client is made with. */
const DEFAULT_SECRET = 'Default secret';
const DAY = 86_400;
// RFC 6749 appendix A.1 and A.2: VSCHAR; a client id with a space would not survive every encoding.
const CLIENT_ID = /^[\x21-\x7E]+$/;
const SECRET = /^[\x20-\x7E]+$/;

/** Checks the clients of an access model. */
export function checkClients(
  value: unknown,
  kinds: ReadonlyMap<string, RoleKind>,
  origin: Origin,
): readonly CheckedClient[] {
  const ids = new Names('an id');
  return expectList('clients', value).map((item, index) => {
    const path = `clients[${index}]`;
    const client = checkClient(path, item, kinds, origin);
    ids.add(`${path}.id`, client.id);
    return client;
  });
}

function checkClient(
  path: string,
  value: unknown,
  kinds: ReadonlyMap<string, RoleKind>,
  origin: Origin,
): CheckedClient {
  const entry = expectObject(path, value, EVERY_MEMBER);
  const kind = expectOneOf(`${path}.kind`, entry['kind'], KINDS);
  checkMembers(path, kind, entry);
  const confidential = kind === 'machine' || kind === 'web';
  const id = expectText(`${path}.id`, entry['id'], 'printable ASCII without white space', CLIENT_ID);
  const tokenExchange = expectBoolean(`${path}.tokenExchange`, entry['tokenExchange'], false);
  const redirectUris = checkUris(`${path}.redirectUris`, entry['redirectUris'], kind, origin);
  // An application that the Management API makes gets its addresses later.
  if (origin === 'given' && kind !== 'machine' && redirectUris.length === 0 && !tokenExchange) {
    fail(`${path}.redirectUris`, 'at least one URI, or tokenExchange: true', describe(entry['redirectUris']));
  }
  return {
    id,
    kind,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? id,
    description: expectOptionalText(`${path}.description`, entry['description']),
    customData:
      entry['customData'] === undefined ? {} : expectRecord(`${path}.customData`, entry['customData']),
    secrets: confidential ? checkSecrets(path, entry, origin) : [],
    redirectUris,
    postLogoutRedirectUris: checkUris(
      `${path}.postLogoutRedirectUris`,
      entry['postLogoutRedirectUris'],
      kind,
      origin,
    ),
    roles: kind === 'machine' ? checkGivenRoles(`${path}.roles`, entry['roles'], 'machine', kinds) : [],
    tokenExchange,
    refreshTokenLife: expectWholeNumber(
      `${path}.refreshTokenLife`,
      entry['refreshTokenLife'],
      { min: 1, max: 180 * DAY, unit: 'seconds' },
      14 * DAY,
    ),
    rotateRefreshToken: expectBoolean(`${path}.rotateRefreshToken`, entry['rotateRefreshToken'], true),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}

/** The one secret and the named ones. Two of one text would be one, whose expiry nobody could tell. */
function checkSecrets(
  path: string,
  entry: Readonly<Record<string, unknown>>,
  origin: Origin,
): readonly CheckedClientSecret[] {
  const list = expectList(`${path}.secrets`, entry['secrets']);
  const names = new Names('a name');
  const values = new Names('a secret');
  const secrets: CheckedClientSecret[] = [];
  // The Management API can take the last one away.
  if (entry['secret'] !== undefined || (list.length === 0 && origin === 'given')) {
    secrets.push({
      name: DEFAULT_SECRET,
      value: expectSecret(`${path}.secret`, entry['secret'], 'a secret of printable ASCII', SECRET),
      expiresAt: undefined,
      extra: {},
    });
    names.add(`${path}.secret`, DEFAULT_SECRET);
    values.add(`${path}.secret`, secrets[0]?.value ?? '', true);
  }
  list.forEach((item, index) => {
    const secretPath = `${path}.secrets[${index}]`;
    const secret = checkClientSecret(secretPath, item);
    names.add(`${secretPath}.name`, secret.name);
    values.add(`${secretPath}.value`, secret.value, true);
    secrets.push(secret);
  });
  return secrets;
}

function checkClientSecret(path: string, value: unknown): CheckedClientSecret {
  const entry = expectObject(path, value, ['name', 'value', 'expiresAt', 'extra']);
  return {
    name: expectText(`${path}.name`, entry['name']),
    value: expectSecret(`${path}.value`, entry['value'], 'a secret of printable ASCII', SECRET),
    expiresAt: expectOptionalMoment(`${path}.expiresAt`, entry['expiresAt']),
    extra: expectExtra(`${path}.extra`, entry['extra']),
  };
}

/** A member that exists, but not for this kind of client, deserves to be told so. */
function checkMembers(path: string, kind: ClientKind, entry: Readonly<Record<string, unknown>>): void {
  const known = MEMBERS[kind];
  for (const name of Object.keys(entry)) {
    if (known.includes(name)) continue;
    const reason = name === 'roles' ? '; the roles of its users decide' : '';
    fail(
      `${path}.${name}`,
      `no such member for a client of kind ${kind}${reason}`,
      describeMember(name, entry),
    );
  }
}

function describeMember(name: string, entry: Readonly<Record<string, unknown>>): string {
  if (name === 'secret') return 'a secret';
  return name === 'secrets' ? 'secrets' : describe(entry[name]);
}

/** Addresses that an application may be sent to, by the rules of an access file. */
export function checkUris(path: string, value: unknown, kind: ClientKind, origin: Origin): readonly string[] {
  if (origin === 'kept') return expectList(path, value).map((item) => expectText(path, item));
  const uris = new Names('a URI');
  return expectList(path, value).map((item, index) => {
    const uri = expectText(
      `${path}[${index}]`,
      item,
      kind === 'native'
        ? 'an absolute URI without a fragment: https, http on loopback, or a scheme such as com.example.app (RFC 8252 §7)'
        : 'an absolute http or https URI without a fragment (RFC 6749 §3.1.2)',
      (text) => isRedirectUri(text, kind),
    );
    uris.add(`${path}[${index}]`, uri);
    return uri;
  });
}

function isRedirectUri(text: string, kind: ClientKind): boolean {
  if (text.includes('#') || text.includes('*') || !URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  if (kind !== 'native') return protocol === 'http:' || protocol === 'https:';
  if (protocol === 'http:') return isLoopbackHost(hostname);
  return protocol === 'https:' ? !isLoopbackHost(hostname) : protocol.includes('.');
}
