import { createAuthority, mintToken, RESOURCE } from '../tokens/authority.js';
import type { Trust } from './contract.js';
import type { KeyServer } from './key-server.js';

/** RS256, since its signatures are the cheapest to check: what else a request costs shows best. */
export const HTTP_ALGORITHM = 'RS256';

/** How many tokens take turns. */
export const HTTP_TOKENS = 1000;

/** Signs the tokens and publishes the key. */
export async function prepareTrust(
  keyServer: KeyServer,
): Promise<{ readonly trust: Trust; readonly tokens: readonly string[] }> {
  const { issuer, jwksUri } = keyServer;
  const authority = await createAuthority(HTTP_ALGORITHM, issuer);
  const { jwks, pem } = authority.publicKey;
  keyServer.publish(jwks);
  return {
    trust: { algorithm: HTTP_ALGORITHM, issuer, resource: RESOURCE, jwksUri, jwks, pem },
    tokens: Array.from({ length: HTTP_TOKENS }, () => mintToken(authority)),
  };
}
