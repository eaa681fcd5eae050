import type { Provider } from './provider.js';

export const auth0: Provider = {
  name: 'Auth0',
  isIssuer: (issuer) => /\.auth0\.com\/?$/.test(issuer),
  asksBy: '`audience`',
  accessTokenType: 'JWT',
  audiences: [
    {
      cause: 'audience.userinfo',
      matches: (audience) => audience.endsWith('/userinfo'),
      sentence: 'The token is for userinfo alone: the client named no API.',
      mend: 'Send `audience` with the identifier of this API in the authorization request.',
    },
    {
      cause: 'audience.management-api',
      matches: (audience) => audience.endsWith('/api/v2/'),
      sentence: 'The token is for Auth0’s Management API, not for this API.',
      mend: 'Send `audience` with the identifier of this API.',
    },
  ],
  grantedBy: 'a role, with RBAC and “Add Permissions in the Access Token” on for the API',
};
