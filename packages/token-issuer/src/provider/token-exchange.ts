import { errors } from 'oidc-provider';
import type { AccessToken, ResourceServerInstance, TokenEndpointGrantContext } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import type { UserState } from '../access/state.js';
import type { Resources } from './resources.js';

/** RFC 8693 §2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** Logto's name for its personal access tokens. */
export const PERSONAL_ACCESS_TOKEN = 'urn:logto:token-type:personal_access_token';
/** RFC 8693 §3. */
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';

/** The parameters of the grant that this server reads. */
export const TOKEN_EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'resource',
  'scope',
] as const;

interface Parameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
}

type Context = TokenEndpointGrantContext<Parameters>;

/** Exchanges a user's personal access token for an access token of that user (RFC 8693). */
export function createTokenExchange(directory: Directory, resources: Resources) {
  return async function exchange(ctx: Context): Promise<void> {
    const { client, params, provider } = ctx.oidc;
    const user = findUser(directory, params);
    const indicator = singleResource(params.resource) ?? directory.defaultResource?.indicator;
    if (indicator === undefined) throw new errors.InvalidTarget('resource indicator is missing');

    const server = resources.forSubject(user, indicator);
    const requested = new Set(params.scope?.split(' '));
    const scope = server.scope.split(' ').filter((name) => requested.has(name));

    // No grant: nothing is stored for a JWT, and nothing of it can be refreshed.
    const properties = { client, accountId: user.id, gty: TOKEN_EXCHANGE };
    const token = new provider.AccessToken(properties as ConstructorParameters<typeof AccessToken>[0]);
    token.resourceServer = toInstance(provider, indicator, server);
    token.scope = scope.join(' ');
    ctx.oidc.entity('AccessToken', token);

    ctx.body = {
      access_token: await token.save(),
      issued_token_type: ACCESS_TOKEN,
      token_type: token.tokenType,
      expires_in: token.expiration,
      scope: token.scope,
    };
  };
}

function findUser(directory: Directory, params: Parameters): UserState {
  if (params.subject_token === undefined) {
    throw new errors.InvalidRequest('missing required parameter subject_token');
  }
  if (params.subject_token_type !== PERSONAL_ACCESS_TOKEN) {
    throw new errors.InvalidRequest(`subject_token_type must be ${PERSONAL_ACCESS_TOKEN}`);
  }
  const user = directory.userByPersonalAccessToken(params.subject_token);
  if (user === undefined || user.suspended) throw new errors.InvalidGrant('subject token is not valid');
  return user;
}

function singleResource(resource: string | string[] | undefined): string | undefined {
  if (!Array.isArray(resource)) return resource;
  if (resource.length > 1) {
    throw new errors.InvalidTarget('only a single resource indicator value is supported');
  }
  return resource[0];
}

// oidc-provider has the class on its instances; its types only have the instances of it.
function toInstance(provider: object, indicator: string, server: object): ResourceServerInstance {
  const { ResourceServer } = provider as {
    readonly ResourceServer: new (identifier: string, data: object) => ResourceServerInstance;
  };
  return new ResourceServer(indicator, server);
}
