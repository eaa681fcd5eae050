import type { Configuration } from 'oidc-provider';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long each artefact lives, in seconds, as in Logto. An access token's life is that of its resource. */
export const lives: NonNullable<Configuration['ttl']> = {
  AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
  ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? HOUR,
  AuthorizationCode: MINUTE,
  IdToken: HOUR,
  RefreshToken: 14 * DAY,
  Grant: 14 * DAY,
  Session: 14 * DAY,
  Interaction: HOUR,
};
