import { errors } from 'oidc-provider';
import type { AdapterFactory, Client, Configuration, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';

import { OPENID_SCOPES } from '../access/model.js';
import type { Directory } from '../access/directory.js';
import type { ClientDocuments } from '../client-documents/client-documents.js';
import type { Clock } from '../clock.js';
import { orderedKeys } from '../keys/key-ring.js';
import type { KeySet } from '../keys/key-ring.js';
import { renderErrorPage } from '../pages/error.js';
import { renderSignedOutPage, signOut } from '../pages/sign-out.js';
import { createFindAccount, OPENID_CLAIMS } from './account.js';
import { clientSettings, givesRefreshToken } from './client-settings.js';
import { createExtraTokenClaims } from './custom-claims.js';
import type { FindScript } from './custom-claims.js';
import { loadExistingGrant } from './grant.js';
import { createInteractions } from './interactions.js';
import { lifeError } from './access-token-life.js';
import { createLives } from './lives.js';
import { checkMembership, checkOrganizationsScope } from './organization-access.js';
import type { Resources } from './resources.js';
import type { TokenRequest } from '../token-log/request.js';

const YEAR = 365.25 * 24 * 60 * 60;

/** The issuer's cookies. */
export interface IssuerCookies {
  /** Secrets that sign them. */
  readonly keys: readonly string[];
  /** The beginning of their names. Cookies do not know ports: those of all servers on localhost meet. */
  readonly prefix: string;
}

/** What a provider is made of. */
export interface ProviderParts {
  readonly directory: Directory;
  readonly keys: KeySet;
  readonly resources: Resources;
  readonly adapter: AdapterFactory;
  readonly cookies: IssuerCookies;
  readonly clock: Clock;
  readonly findScript: FindScript;
  /** Clients that nobody registered; `undefined` where there are none. */
  readonly documents: ClientDocuments | undefined;
  /** Told in a sentence what a developer would wonder about. */
  readonly onNotice: (notice: string) => void;
  /** Told of every token request that was answered. */
  readonly onTokenRequest: (request: TokenRequest) => void;
}

/** oidc-provider's configuration. Whatever is not said here is its default. */
export function configuration(parts: ProviderParts): Configuration {
  const { cookies, directory, keys, resources } = parts;
  const { algorithm } = keys.current;
  return {
    adapter: parts.adapter,
    clientDefaults: { id_token_signed_response_alg: algorithm, grant_types: [], response_types: [] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: (ctx, origin, client) => isRegisteredOrigin(directory, ctx, origin, client),
    clockTolerance: 0,
    cookies: {
      keys: [...cookies.keys],
      names: {
        session: `${cookies.prefix}_session`,
        interaction: `${cookies.prefix}_interaction`,
        resume: `${cookies.prefix}_resume`,
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    enabledJWA: { idTokenSigningAlgValues: [...new Set(orderedKeys(keys).map((key) => key.algorithm))] },
    jwks: { keys: orderedKeys(keys).map((key) => ({ ...key.privateKey })) },
    ttl: createLives(directory),

    scopes: [...OPENID_SCOPES],
    claims: OPENID_CLAIMS,
    conformIdTokenClaims: false,
    findAccount: createFindAccount(directory),
    loadExistingGrant,
    extraTokenClaims: createExtraTokenClaims(directory, parts.findScript, parts.onNotice),
    formats: {
      customizers: {
        jwt: (_ctx, token, { payload }) => {
          // Logto: a user's token always has `scope`, be it empty, and so has an organization's own; a machine's
          // for a resource only when something is granted.
          if (token.kind === 'AccessToken') payload['scope'] = token.scope ?? '';
          else if (token.scope !== undefined) payload['scope'] = token.scope;
          payload['exp'] = Number(payload['exp']) - lifeError(directory, token.resourceServer);
          moveTimes(payload, parts.clock);
        },
      },
    },

    // What no client may use is refused by another error than what does not exist.
    // oidc-provider says nothing where this is off; Logto says so.
    discovery: {
      request_parameter_supported: false,
      ...(parts.documents === undefined ? {} : { client_id_metadata_document_supported: true }),
    },
    responseTypes: ['code id_token', 'code', 'id_token', 'none'],
    // RFC 7636: as in Logto, a confidential client may leave it out; oidc-provider only has S256.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    interactions: createInteractions((id) => isUnregistered(parts, id)),
    issueRefreshToken: (_ctx, client, code) =>
      isUnregistered(parts, client.clientId)
        ? client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access')
        : givesRefreshToken(directory, client.clientId, code.scopes),
    rotateRefreshToken: (ctx) => {
      const { Account: account, RefreshToken: token } = ctx.oidc.entities;
      // Asked at every refresh, once the refresh token is known to be good and before anything is made of it:
      // the place where Logto refuses too.
      checkMembership(directory, ctx, directory.users.get(account?.accountId ?? ''));
      checkOrganizationsScope(ctx);
      return isRotated(directory, ctx.oidc.client, token);
    },
    renderError: renderErrorPage,

    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      claimsParameter: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: mayIntrospect },
      revocation: { enabled: true, allowedPolicy: mayRevoke },
      userinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: signOut,
        postLogoutSuccessSource: renderSignedOutPage,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => resources.defaultFor(ctx, oneOf),
        getResourceServerInfo: (ctx, indicator, client) => resources.forRequest(ctx, indicator, client),
        // Logto: forgetting `resource` at the token endpoint gives an opaque token, not the authorized resource's.
        useGrantedResource: () => false,
      },
    },
  };
}

/**
 * The Fetch standard's CORS: a browser application may call from where its redirect URIs are, and the issuer's own
 * pages may. A redirect URI with a scheme of its own has the origin `null`, which every sandboxed frame has too.
 */
function isRegisteredOrigin(
  directory: Directory,
  ctx: KoaContextWithOIDC,
  origin: string,
  client: Client,
): boolean {
  if (!/^https?:\/\//.test(origin)) return false;
  if (origin === new URL(ctx.oidc.issuer).origin) return true;
  if (clientSettings(directory, client.clientId).corsAllowedOrigins.includes(origin)) return true;
  return (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin);
}

/** Public clients' refresh tokens (RFC 9700 §2.2.2) at each use, for a year at most; others' when they near their end. */
function isRotated(
  directory: Directory,
  client: Client | undefined,
  token: RefreshToken | undefined,
): boolean {
  if (client === undefined || token === undefined) return false;
  if (directory.clients.get(client.clientId)?.rotateRefreshToken === false) return false;
  if (token.totalLifetime() >= YEAR) return false;
  return client.clientAuthMethod === 'none' || token.ttlPercentagePassed() >= 70;
}

/** Whether nobody registered a client: it says itself who it is. */
function isUnregistered({ directory, documents }: ProviderParts, id: string): boolean {
  return documents?.isAddress(id) === true && !directory.clients.has(id);
}

interface OwnedToken {
  readonly clientId?: string | undefined;
}

/** Any confidential client may ask about any token, a machine too; a public client about its own. */
function mayIntrospect(_ctx: KoaContextWithOIDC, client: Client, token: OwnedToken): boolean {
  return client.clientAuthMethod !== 'none' || token.clientId === client.clientId;
}

function mayRevoke(_ctx: KoaContextWithOIDC, client: Client, token: OwnedToken): boolean {
  if (token.clientId === client.clientId) return true;
  throw new errors.InvalidRequest('client is not authorized to revoke the presented token');
}

/** By the issuer's clock, where oidc-provider has the machine's. */
function moveTimes(payload: Record<string, unknown>, clock: Clock): void {
  const ahead = clock.ahead();
  for (const name of ['iat', 'exp']) {
    const moment = payload[name];
    if (typeof moment === 'number') payload[name] = moment + ahead;
  }
}
