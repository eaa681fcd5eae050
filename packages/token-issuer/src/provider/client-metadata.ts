import type { ClientMetadata } from 'oidc-provider';

import type { ClientState } from '../access/state.js';
import { TOKEN_EXCHANGE } from './token-exchange.js';

/** A client of the access model as oidc-provider registers it (RFC 7591 §2). */
export function clientMetadata(client: ClientState): ClientMetadata {
  const isConfidential = client.kind === 'machine' || client.kind === 'web';
  return {
    client_id: client.id,
    client_name: client.name,
    // Only that there is one: its secrets are compared elsewhere, and one that has none left opens nothing.
    ...(isConfidential ? { client_secret: 'several' } : {}),
    token_endpoint_auth_method: isConfidential ? 'client_secret_basic' : 'none',
    application_type: client.kind === 'native' ? 'native' : 'web',
    grant_types: grantTypes(client),
    response_types: client.redirectUris.length === 0 ? [] : ['code'],
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
  };
}

/** The grants that a client may use, by their names in `grant_type`. */
export function grantTypes(client: ClientState): readonly string[] {
  const types = [];
  if (client.kind === 'machine') types.push('client_credentials');
  if (client.redirectUris.length > 0) types.push('authorization_code', 'refresh_token');
  if (client.tokenExchange) types.push(TOKEN_EXCHANGE);
  return types;
}
