import type { Directory } from '../access/directory.js';
import type { ClientSecretState, ClientState, PersonalAccessTokenState, UserState } from '../access/state.js';
import { firstUsable } from '../access/usable.js';
import { grantTypes } from '../provider/client-metadata.js';
import { givesRefreshToken } from '../provider/client-settings.js';
import { TOKEN_EXCHANGE } from '../provider/token-exchange.js';
import type { Flow, Wish } from './wish.js';

const GRANTS: Readonly<Record<Flow, string>> = {
  code: 'authorization_code',
  refresh: 'refresh_token',
  client_credentials: 'client_credentials',
  exchange: TOKEN_EXCHANGE,
};

/**
 * Why a token cannot even be asked for in this way, in one sentence; undefined where it can.
 *
 * @param chooser - Whether a click signs in: else a user without a password cannot.
 */
export function obstacleOf(directory: Directory, chooser: boolean, wish: Wish): string | undefined {
  const { client, flow, user, scopes } = wish;
  if (!grantTypes(client).includes(GRANTS[flow])) return grantSentence(wish);
  const isConfidential = client.kind === 'machine' || client.kind === 'web';
  if (isConfidential && usableSecret(directory, client) === undefined) {
    return `${client.id} has no secret that has not expired.`;
  }
  if (flow === 'client_credentials') {
    return user === undefined ? undefined : 'A machine asks for itself: there is no user in this flow.';
  }
  if (user === undefined) return 'Somebody has to sign in: choose a user.';
  if (flow === 'exchange') {
    return usableToken(directory, user) === undefined
      ? `${user.username} has no personal access token that has not expired: add one first.`
      : undefined;
  }
  if (user.suspended) return `${user.username} is suspended, and cannot sign in.`;
  if (!chooser && user.password === undefined) {
    return `${user.username} has no password, and the issuer was started without the chooser.`;
  }
  if (flow === 'refresh' && !givesRefreshToken(directory, client.id, new Set(scopes))) {
    return 'There is nothing to refresh with: a sign-in gives a refresh token for the scope offline_access alone.';
  }
  return undefined;
}

/** The first personal access token of a user that has not expired. */
export function usableToken(directory: Directory, user: UserState): PersonalAccessTokenState | undefined {
  return firstUsable(user.tokens, directory.now());
}

/** The first secret of a client that has not expired. */
export function usableSecret(directory: Directory, client: ClientState): ClientSecretState | undefined {
  return firstUsable(client.secrets, directory.now());
}

function grantSentence({ client, flow }: Wish): string {
  const who = `${client.id} is a client of kind ${client.kind}`;
  if (flow === 'exchange') return `${who} that may not exchange tokens: set tokenExchange: true.`;
  if (flow === 'client_credentials') return `${who}: only a machine asks for itself.`;
  return client.kind === 'machine'
    ? `${who}: nobody signs in to it.`
    : `${who} without a redirect URI: nobody can sign in to it.`;
}
