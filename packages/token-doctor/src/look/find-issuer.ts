import { readDiscovery } from './discovery.js';

/** An issuer that is there, beside the address that was configured. */
export interface NearbyIssuer {
  /** As its discovery document says it. */
  readonly issuer: string;
  /** Whether it stands below the configured address; else above it. */
  readonly isBelow: boolean;
}

/** What a document or an endpoint adds to an issuer. */
const ENDPOINT =
  /\/(?:\.well-known\/(?:openid-configuration|oauth-authorization-server|jwks\.json)|jwks|token|auth|me)\/?$/;

/** Looks for an issuer where people leave something out, or copy too much. Never throws. */
export async function findIssuer(configured: string, timeout: number): Promise<NearbyIssuer | undefined> {
  const isBelow = !ENDPOINT.test(configured);
  if (isBelow && /\/oidc\/?$/.test(configured)) return undefined;
  const candidate = isBelow ? `${configured.replace(/\/$/, '')}/oidc` : configured.replace(ENDPOINT, '');
  const found = await readDiscovery(candidate, timeout);
  const issuer = found.ok ? found.document['issuer'] : undefined;
  return typeof issuer === 'string' ? { issuer, isBelow } : undefined;
}
