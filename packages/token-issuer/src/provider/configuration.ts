import type { AdapterFactory, Client, Configuration, KoaContextWithOIDC } from 'oidc-provider';

import { OPENID_SCOPES } from '../access/model.js';
import type { Directory } from '../access/directory.js';
import { orderedKeys } from '../keys/key-ring.js';
import type { KeySet } from '../keys/key-ring.js';
import { renderErrorPage } from '../pages/error.js';
import { renderSignedOutPage, renderSignOutPage } from '../pages/sign-out.js';
import { createFindAccount, OPENID_CLAIMS } from './account.js';
import { createExtraTokenClaims } from './custom-claims.js';
import { grantWhatWasAsked } from './grant.js';
import { interactions } from './interactions.js';
import { lives } from './lives.js';
import type { Resources } from './resources.js';

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
}

/** oidc-provider's configuration. Whatever is not said here is its default. */
export function configuration(parts: ProviderParts): Configuration {
  const { cookies, directory, keys, resources } = parts;
  const { algorithm } = keys.current;
  return {
    adapter: parts.adapter,
    clientDefaults: { id_token_signed_response_alg: algorithm, grant_types: [], response_types: [] },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    clientBasedCORS: isRegisteredOrigin,
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
    ttl: lives,

    scopes: [...OPENID_SCOPES],
    claims: OPENID_CLAIMS,
    conformIdTokenClaims: false,
    findAccount: createFindAccount(directory),
    loadExistingGrant: grantWhatWasAsked,
    extraTokenClaims: createExtraTokenClaims(directory),
    formats: {
      customizers: {
        // Logto: a user's token always has `scope`, be it empty; a machine's only when something is granted.
        jwt: (_ctx, token, { payload }) => {
          if (token.kind === 'AccessToken') payload['scope'] = token.scope ?? '';
        },
      },
    },

    responseTypes: ['code'],
    // RFC 7636 and RFC 9700 §2.1.1: every client, the confidential ones too; oidc-provider only has S256.
    pkce: { required: () => true },
    interactions,
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    // RFC 9700 §2.2.2: the refresh tokens of public clients are rotated.
    rotateRefreshToken: (ctx) => ctx.oidc.client?.clientAuthMethod === 'none',
    renderError: renderErrorPage,

    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      claimsParameter: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: isOwnToken },
      revocation: { enabled: true, allowedPolicy: isOwnToken },
      userinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: renderSignOutPage,
        postLogoutSuccessSource: renderSignedOutPage,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => resources.defaultFor(ctx, oneOf as string[] | undefined),
        getResourceServerInfo: (ctx, indicator, client) => resources.forRequest(ctx, indicator, client),
        // Logto: forgetting `resource` at the token endpoint gives an opaque token, not the authorized resource's.
        useGrantedResource: () => false,
      },
    },
  };
}

/** The Fetch standard's CORS: a browser application may call from where its redirect URIs are. */
function isRegisteredOrigin(_ctx: KoaContextWithOIDC, origin: string, client: Client): boolean {
  return (client.redirectUris ?? []).some((uri) => URL.canParse(uri) && new URL(uri).origin === origin);
}

function isOwnToken(
  _ctx: KoaContextWithOIDC,
  client: Client,
  token: { readonly clientId?: string | undefined },
): boolean {
  return token.clientId === client.clientId;
}
