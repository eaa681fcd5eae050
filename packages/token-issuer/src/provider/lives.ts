import type { Configuration } from 'oidc-provider';

import type { Directory } from '../access/directory.js';
import { clientSettings } from './client-settings.js';
import { idTokenLife } from './id-token-times.js';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long each artefact lives, in seconds, as in Logto. An access token's life is that of its resource. */
export function createLives(directory: Directory): NonNullable<Configuration['ttl']> {
  return {
    AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
    ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
    AuthorizationCode: MINUTE,
    IdToken: (_ctx, token, client) =>
      idTokenLife(token, clientSettings(directory, client.clientId).idTokenTtl ?? HOUR),
    RefreshToken: (ctx, _token, client) => {
      const rotated = ctx.oidc.entities.RotatedRefreshToken;
      // RFC 9700 §4.14.2: in a browser, rotation does not prolong what the sign-in began.
      const isSpa = client.applicationType === 'web' && client.clientAuthMethod === 'none';
      if (rotated !== undefined && isSpa) return Math.max(1, rotated.remainingTTL);
      return directory.clients.get(client.clientId)?.refreshTokenLife ?? 14 * DAY;
    },
    // The longest life of a refresh token.
    Grant: 180 * DAY,
    Session: 14 * DAY,
    Interaction: HOUR,
  };
}
