import type { Provider } from './provider.js';

/** Amazon Cognito. */
export const cognito: Provider = {
  name: 'Amazon Cognito',
  isIssuer: (issuer) => /^https:\/\/cognito-idp\.[a-z0-9-]+\.amazonaws\.com\//.test(issuer),
  asksBy: '`resource`',
  accessTokenType: '',
  alsoNeeded:
    " Its access tokens have no `aud`: audienceClaim: { claim: 'client_id', accessTokensHave: { token_use: 'access' } }, with the client’s id as the resource.",
  audiences: [],
  grantedBy: 'a custom scope of a resource server',
};
