import type { Directory, Subject } from '../access/directory.js';
import { describe, expectList, expectObject, fail } from '../access/expectation.js';
import type { ClientState, ResourceState, UserState } from '../access/state.js';
import { managementResource } from '../management/resource.js';
import { ORGANIZATIONS_SCOPE } from '../provider/logto.js';
import { askForToken, refusedBy, type TokenAnswer } from './ask-for-token.js';
import { type SignInPlace, signInForCode } from './sign-in-for-code.js';

/** What a token is asked for with. */
export interface TokenForOptions {
  /** The indicator of the API. Default: the model's only API, that of the management API aside. */
  readonly resource?: string;
  /** The permissions that are asked for; granted are those of them that the roles hold. Default: all that the API has. */
  readonly scopes?: readonly string[];
  /** The id of an organization that the token is for. Default none. */
  readonly organization?: string;
  /** The id of the client that the person signs in to. Default: the first of the model that has a redirect URI. */
  readonly client?: string;
}

/** What signs in and asks for tokens. */
export type TokenFor = (subject: string | Subject, options?: TokenForOptions) => Promise<string>;

/** What the flows are walked with. */
export interface TokenForParts {
  readonly directory: () => Directory;
  /** Where the issuer listens on this machine. */
  readonly place: SignInPlace;
}

interface Wanted {
  readonly resource: string;
  readonly scope: string;
  readonly organization: string | undefined;
}

const MEMBERS: readonly (keyof TokenForOptions)[] = ['resource', 'scopes', 'organization', 'client'];

/** Makes `issuer.tokenFor`: the same requests that an application sends, to the issuer itself. */
export function createTokenFor({ directory, place }: TokenForParts): TokenFor {
  return async (given, options = {}) => {
    const access = directory();
    const own: TokenForOptions = expectObject('tokenFor', options, MEMBERS);
    const subject = access.subject(typeof given === 'string' ? { user: given } : given);
    const wanted = whatIsWanted(access, own);
    if (subject.kind !== 'user') {
      return askForToken(place, subject, { grant_type: 'client_credentials', ...parameters(wanted) }).then(
        accessTokenOf,
      );
    }
    if (subject.suspended) fail('user', 'one who is not suspended', describe(subject.username));
    return signedIn(place, subject, clientOf(access, own.client), wanted);
  };
}

async function signedIn(
  place: SignInPlace,
  user: UserState,
  client: ClientState,
  wanted: Wanted,
): Promise<string> {
  const { resource, scope, organization } = wanted;
  // Only a refresh gives a token for one organization.
  const refreshes = organization === undefined ? '' : ` offline_access ${ORGANIZATIONS_SCOPE}`;
  const asked = { resources: [resource], scope: `openid ${scope}${refreshes}` };
  const code = await signInForCode(place, user, client, asked);
  if ('error' in code) throw refusedBy(code);
  const first = await askForToken(place, client, { grant_type: 'authorization_code', resource, ...code });
  if (organization === undefined) return accessTokenOf(first);
  if (first.refreshToken === undefined) throw refusedBy(first);
  const refresh = { grant_type: 'refresh_token', refresh_token: first.refreshToken, ...parameters(wanted) };
  return accessTokenOf(await askForToken(place, client, refresh));
}

function accessTokenOf(answer: TokenAnswer): string {
  if (answer.accessToken === undefined) throw refusedBy(answer);
  return answer.accessToken;
}

function parameters({ resource, scope, organization }: Wanted): Readonly<Record<string, string>> {
  return { resource, scope, ...(organization === undefined ? {} : { organization_id: organization }) };
}

function whatIsWanted(access: Directory, { resource, scopes, organization }: TokenForOptions): Wanted {
  const api = resource === undefined ? onlyApi(access) : access.resource(resource);
  const known = [...api.scopes.values()].map(({ name }) => name);
  const asked = scopes === undefined ? known : expectList('scopes', scopes);
  for (const name of asked) {
    if (!(known as readonly unknown[]).includes(name))
      fail('scopes', `permissions of ${api.indicator}`, describe(name));
  }
  return {
    resource: api.indicator,
    scope: asked.join(' '),
    organization: organization === undefined ? undefined : access.organization(organization).id,
  };
}

function onlyApi(access: Directory): ResourceState {
  const apis = [...access.resources.values()].filter(
    ({ indicator }) => indicator !== managementResource.indicator,
  );
  const [api, ...more] = apis;
  if (api !== undefined && more.length === 0) return api;
  const names = apis.map(({ indicator }) => describe(indicator));
  return fail(
    'resource',
    'the indicator of an API of the model',
    names.length === 0 ? 'none' : names.join(', '),
  );
}

function clientOf(access: Directory, id: string | undefined): ClientState {
  const expected = 'a client of the model that has a redirect URI';
  if (id === undefined) {
    const first = [...access.clients.values()].find(({ redirectUris }) => redirectUris.length > 0);
    return first ?? fail('client', expected, 'none');
  }
  const client = access.clients.get(id);
  return client !== undefined && client.redirectUris.length > 0
    ? client
    : fail('client', expected, describe(id));
}
