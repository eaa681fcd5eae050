import { errors } from 'oidc-provider';
import type { AccessToken, ResourceServer, TokenEndpointGrantContext } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { OPENID_SCOPES } from '../access/model.js';
import type { OrganizationState, UserState } from '../access/state.js';
import { checkMembership } from './organization-access.js';
import type { Resources } from './resources.js';
import { toInstance } from './resources.js';

/** RFC 8693 §2.1. */
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** Logto's name for its personal access tokens. */
export const PERSONAL_ACCESS_TOKEN = 'urn:logto:token-type:personal_access_token';

/** The parameters of the grant that this server reads. */
export const TOKEN_EXCHANGE_PARAMETERS = [
  'subject_token',
  'subject_token_type',
  'actor_token',
  'actor_token_type',
  'resource',
  'scope',
  'organization_id',
] as const;

interface Parameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly actor_token?: string;
}

type Context = TokenEndpointGrantContext<Parameters>;

/**
 * Exchanges a user's personal access token for an access token of that user (RFC 8693). As in Logto there is
 * no consent to it, and a suspended user's token is still exchanged.
 */
export function createTokenExchange(directory: Directory, resources: Resources) {
  return async function exchange(ctx: Context): Promise<void> {
    const { client, params, provider, requestParamScopes } = ctx.oidc;
    const user = findUser(directory, params);
    const organization = checkMembership(directory, ctx, user);
    if (params.actor_token !== undefined) throw new errors.InvalidGrant('invalid actor token');
    const target = findTarget(resources, user, organization, params.resource);

    const grant = new provider.Grant({ accountId: user.id, clientId: client.clientId });
    const properties = { client, accountId: user.id, gty: TOKEN_EXCHANGE };
    const token = new provider.AccessToken(properties as ConstructorParameters<typeof AccessToken>[0]);
    const available: readonly string[] = target === undefined ? OPENID_SCOPES : target.scope.split(' ');
    token.scope = [...requestParamScopes].filter((name) => available.includes(name)).join(' ');
    if (target === undefined) {
      grant.addOIDCScope(token.scope);
    } else {
      grant.addResourceScope(target.audience ?? '', token.scope);
      token.resourceServer = toInstance(provider, target.audience ?? '', target);
    }
    token.grantId = await grant.save();
    ctx.oidc.entity('AccessToken', token);

    // RFC 8693 §2.2.1 wants issued_token_type; Logto leaves it out.
    ctx.body = {
      access_token: await token.save(),
      expires_in: token.expiration,
      scope: token.scope,
      token_type: token.tokenType,
    };
  };
}

function findUser(directory: Directory, params: Parameters): UserState {
  for (const name of ['subject_token', 'subject_token_type'] as const) {
    if (params[name] === undefined) throw new errors.InvalidRequest(`missing required parameter '${name}'`);
  }
  if (params.subject_token_type !== PERSONAL_ACCESS_TOKEN) {
    throw new errors.InvalidGrant('unsupported subject token type');
  }
  const user = directory.userByPersonalAccessToken(params.subject_token ?? '');
  if (user === undefined) throw new errors.InvalidGrant('subject token not found or expired');
  return user;
}

/** What the token is for; undefined without one resource: an opaque token, default resource or not. */
function findTarget(
  resources: Resources,
  user: UserState,
  organization: OrganizationState | undefined,
  resource: string | string[] | undefined,
): ResourceServer | undefined {
  const indicators = typeof resource === 'string' ? [resource] : (resource ?? []);
  const [indicator, ...more] = indicators.filter((each) => each !== '');
  if (more.length > 0) return undefined;
  if (indicator !== undefined) return resources.forSubject(user, indicator, organization);
  return organization === undefined ? undefined : resources.forOrganization(user, organization);
}
