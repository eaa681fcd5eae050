import { checkGivenRoles } from './check-roles.js';
import {
  describe,
  expectBoolean,
  expectList,
  expectObject,
  expectOneOf,
  expectOptionalText,
  expectSecret,
  expectText,
  fail,
  Names,
} from './expectation.js';
import type { ClientKind, RoleKind } from './model.js';
import type { CheckedClient } from './checked.js';

const COMMON = ['id', 'kind', 'name', 'tokenExchange'];
const REDIRECTS = ['redirectUris', 'postLogoutRedirectUris'];
const MEMBERS: Readonly<Record<ClientKind, readonly string[]>> = {
  machine: [...COMMON, 'secret', 'roles'],
  web: [...COMMON, 'secret', ...REDIRECTS],
  spa: [...COMMON, ...REDIRECTS],
  native: [...COMMON, ...REDIRECTS],
};
const KINDS: readonly ClientKind[] = ['machine', 'web', 'spa', 'native'];
const EVERY_MEMBER = [...new Set(Object.values(MEMBERS).flat())];
// RFC 6749 appendix A.1 and A.2: VSCHAR; a client id with a space would not survive every encoding.
const CLIENT_ID = /^[\x21-\x7E]+$/;
const SECRET = /^[\x20-\x7E]+$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Checks the clients of an access model. */
export function checkClients(value: unknown, kinds: ReadonlyMap<string, RoleKind>): readonly CheckedClient[] {
  const ids = new Names('an id');
  return expectList('clients', value).map((item, index) => {
    const path = `clients[${index}]`;
    const client = checkClient(path, item, kinds);
    ids.add(`${path}.id`, client.id);
    return client;
  });
}

function checkClient(path: string, value: unknown, kinds: ReadonlyMap<string, RoleKind>): CheckedClient {
  const entry = expectObject(path, value, EVERY_MEMBER);
  const kind = expectOneOf(`${path}.kind`, entry['kind'], KINDS);
  checkMembers(path, kind, entry);
  const confidential = kind === 'machine' || kind === 'web';
  const id = expectText(`${path}.id`, entry['id'], 'printable ASCII without white space', CLIENT_ID);
  const tokenExchange = expectBoolean(`${path}.tokenExchange`, entry['tokenExchange'], false);
  const redirectUris = checkUris(`${path}.redirectUris`, entry['redirectUris'], kind);
  if (kind !== 'machine' && redirectUris.length === 0 && !tokenExchange) {
    fail(`${path}.redirectUris`, 'at least one URI, or tokenExchange: true', describe(entry['redirectUris']));
  }
  return {
    id,
    kind,
    name: expectOptionalText(`${path}.name`, entry['name']) ?? id,
    secret: confidential
      ? expectSecret(`${path}.secret`, entry['secret'], 'a secret of printable ASCII', SECRET)
      : undefined,
    redirectUris,
    postLogoutRedirectUris: checkUris(
      `${path}.postLogoutRedirectUris`,
      entry['postLogoutRedirectUris'],
      kind,
    ),
    roles: kind === 'machine' ? checkGivenRoles(`${path}.roles`, entry['roles'], 'machine', kinds) : [],
    tokenExchange,
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
  return name === 'secret' ? 'a secret' : describe(entry[name]);
}

function checkUris(path: string, value: unknown, kind: ClientKind): readonly string[] {
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
  if (protocol === 'http:') return LOOPBACK.test(hostname);
  return protocol === 'https:' ? !LOOPBACK.test(hostname) : protocol.includes('.');
}
