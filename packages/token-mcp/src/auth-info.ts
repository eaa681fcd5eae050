import type { RequestLike, VerifiedToken, Verifier } from '@acme/token-core';

/** What an MCP server tells its tools about the caller: the shape that the SDKs know by the name `AuthInfo`. */
export interface AuthInfo {
  /** The access token itself. It is for this server: to hand it to another API is forbidden by MCP. */
  token: string;
  /** Whom the token was issued to; empty where it does not say. */
  clientId: string;
  /** The permissions that it carries. */
  scopes: string[];
  /** When it ends, in seconds since the epoch. */
  expiresAt: number;
  /** What it was issued for: the resource indicator. */
  resource: URL;
  /** Where the API's metadata stands (RFC 9728), where it publishes any. */
  resourceMetadataUrl?: string;
  /** What the SDKs have no name for: the verified token, and whose it is. */
  extra: { subject: string | undefined; organization: string | undefined; token: VerifiedToken };
}

/**
 * A verified token as an MCP server wants it. For hosts that are not `fetch`: put it where the SDK's transport looks, such as
 * `request.auth` in Express.
 *
 * @param request - The request that was let in: the text of the token is taken out of its header.
 * @example
 * app.post('/mcp', protect(verifier), (request, response) => {
 *   Object.assign(request, { auth: authInfoOf(verifier, request.token, request) });
 *   return transport.handleRequest(request, response, request.body);
 * });
 */
export function authInfoOf(
  { resource, metadata, tokenHeader }: Pick<Verifier, 'resource' | 'metadata' | 'tokenHeader'>,
  token: VerifiedToken,
  request: RequestLike,
): AuthInfo {
  const { claims, scopes, subject, organization } = token;
  return {
    token: textOf(request, tokenHeader ?? 'authorization'),
    clientId: claims.client_id ?? '',
    scopes: [...scopes],
    expiresAt: claims.exp,
    resource: new URL(resource.indicator),
    ...(metadata && { resourceMetadataUrl: metadata.url }),
    extra: { subject, organization, token },
  };
}

/** The request was let in, so there is one header, and a token in it, with a scheme or without. */
function textOf({ headers }: RequestLike, field: string): string {
  const given = headers as Headers | Readonly<Record<string, unknown>>;
  const value: unknown =
    typeof given.get === 'function'
      ? (given as Headers).get(field)
      : Object.entries(given).find(([name]) => name.toLowerCase() === field)?.[1];
  const header: unknown = Array.isArray(value) ? value[0] : value;
  return typeof header === 'string' ? header.trim().replace(/^bearer +/i, '') : '';
}
