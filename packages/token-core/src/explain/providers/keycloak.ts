import type { Provider } from './provider.js';

export const keycloak: Provider = {
  name: 'Keycloak',
  isIssuer: (issuer) => /\/realms\/[^/]+\/?$/.test(issuer),
  asksBy: 'a client scope with an audience mapper',
  accessTokenType: 'JWT',
  audiences: [
    {
      cause: 'audience.account',
      matches: (audience) => audience === 'account',
      sentence: 'The token names only Keycloak’s own client "account" as its audience.',
      mend: 'Add an audience mapper with this API’s indicator to a client scope of the client, then get a new token.',
    },
  ],
  grantedBy: 'a role that a client scope maps into the token',
};
