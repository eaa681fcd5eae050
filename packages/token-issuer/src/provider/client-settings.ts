import type { Directory } from '../access/directory.js';
import { grantTypes } from './client-metadata.js';

/** What an application was given through the Management API beyond the access model. */
export interface ClientSettings {
  /** Origins beside those of the redirect URIs. */
  readonly corsAllowedOrigins: readonly string[];
  /** Whether a refresh token needs no `offline_access`. */
  readonly alwaysIssueRefreshToken: boolean;
  /** Seconds. */
  readonly idTokenTtl: number | undefined;
}

/** The settings of a client. They have been checked when they came; a file of another time may hold anything. */
export function clientSettings(directory: Directory, clientId: string): ClientSettings {
  const given = directory.clients.get(clientId)?.extra['customClientMetadata'];
  const settings = (typeof given === 'object' && given !== null ? given : {}) as Readonly<
    Record<string, unknown>
  >;
  const { corsAllowedOrigins: origins, alwaysIssueRefreshToken, idTokenTtl } = settings;
  return {
    corsAllowedOrigins: Array.isArray(origins) ? origins.map(String) : [],
    alwaysIssueRefreshToken: alwaysIssueRefreshToken === true,
    idTokenTtl: Number.isInteger(idTokenTtl) && Number(idTokenTtl) > 0 ? Number(idTokenTtl) : undefined,
  };
}

/** Whether an authorization of these scopes gives the client a refresh token. */
export function givesRefreshToken(
  directory: Directory,
  clientId: string,
  scopes: ReadonlySet<string>,
): boolean {
  const client = directory.clients.get(clientId);
  if (client === undefined || !grantTypes(client).includes('refresh_token')) return false;
  if (scopes.has('offline_access')) return true;
  return client.kind !== 'native' && clientSettings(directory, clientId).alwaysIssueRefreshToken;
}
