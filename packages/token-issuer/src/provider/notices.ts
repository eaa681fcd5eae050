import type { AccessToken, ClientCredentials, KoaContextWithOIDC } from 'oidc-provider';

import { OPENID_SCOPES } from '../access/model.js';
import { ORGANIZATIONS_RESOURCE } from './logto.js';
import { TOKEN_EXCHANGE } from './token-exchange.js';

type Token = AccessToken | ClientCredentials;

/** Why a token is opaque. */
export const OPAQUE = {
  several: 'the token request names several resources',
  exchange: 'the exchange names no resource',
  nowhere: 'neither the authorization nor the token request names a resource',
  openid: 'the token request names no resource, and its scope holds openid',
} as const;

/**
 * Why the token that was just issued will open nothing, in one sentence for the developer; undefined where it
 * will. Both causes are answered with 200, and met later as a 401 or a 403 at an API.
 */
export function noticeOf(ctx: KoaContextWithOIDC): string | undefined {
  const { AccessToken: user, ClientCredentials: machine } = ctx.oidc.entities;
  const token: Token | undefined = user ?? machine;
  if (token === undefined) return undefined;
  const server = token.resourceServer;
  if (server === undefined) return opaqueNotice(ctx, token);
  if (token.scope !== undefined && token.scope !== '') return undefined;
  return emptyNotice(ctx, token, server.audience ?? server.identifier(), server.scope);
}

function opaqueNotice(ctx: KoaContextWithOIDC, token: Token): string {
  return `Opaque token for ${token.clientId}: ${opaqueReason(ctx)}. Only userinfo and introspection take it.`;
}

function opaqueReason({ oidc }: KoaContextWithOIDC): string {
  const { resource, grant_type: grantType } = oidc.params ?? {};
  if (Array.isArray(resource) && resource.length > 1) return OPAQUE.several;
  if (grantType === TOKEN_EXCHANGE) return OPAQUE.exchange;
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  if (source?.resource === undefined) return OPAQUE.nowhere;
  return OPAQUE.openid;
}

function emptyNotice(ctx: KoaContextWithOIDC, token: Token, audience: string, held: string): string {
  const who = 'accountId' in token ? token.accountId : token.clientId;
  const asked = askedPermissions(ctx);
  return `Empty scope in the token of ${who} for ${audience}: ${emptyReason(ctx, asked, held, audience)}.`;
}

function emptyReason(
  { oidc }: KoaContextWithOIDC,
  asked: readonly string[],
  held: string,
  audience: string,
): string {
  const rolesNow = held === '' ? 'the roles hold nothing there now' : `the roles hold "${held}" there now`;
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  if (asked.length > 0) return `asked was "${asked.join(' ')}", and ${rolesNow}`;
  if (source === undefined) return `no permission was asked for; ${rolesNow}`;
  if (
    audience.startsWith('urn:logto:organization:') &&
    !indicators(source).includes(ORGANIZATIONS_RESOURCE)
  ) {
    return `the authorization did not name the resource ${ORGANIZATIONS_RESOURCE}`;
  }
  return `the authorization asked for no permission that was held at that moment; ${rolesNow}`;
}

/** What was asked for but OpenID's scopes: by the request, or else by the authorization that it goes back to. */
function askedPermissions({ oidc }: KoaContextWithOIDC): readonly string[] {
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  const own = oidc.params?.['grant_type'] === 'authorization_code' ? undefined : oidc.params?.['scope'];
  const scopes = typeof own === 'string' ? own.split(' ') : [...(source?.scopes ?? [])];
  return scopes.filter((scope) => scope !== '' && !(OPENID_SCOPES as readonly string[]).includes(scope));
}

function indicators({ resource }: { readonly resource?: unknown }): readonly unknown[] {
  return Array.isArray(resource) ? (resource as readonly unknown[]) : [resource];
}
