import type { Provider } from './provider.js';

/** Microsoft Entra ID. */
export const entra: Provider = {
  name: 'Microsoft Entra',
  isIssuer: (issuer) =>
    /^https:\/\/(?:login\.microsoftonline\.com|sts\.windows\.net|[a-z0-9-]+\.ciamlogin\.com)\//.test(issuer),
  asksBy: '`scope=api://<application>/<permission>`',
  accessTokenType: 'JWT',
  audiences: [
    {
      cause: 'audience.graph',
      matches: (audience) =>
        /^(?:00000003-0000-0000-c000-000000000000|https:\/\/graph\.microsoft\.com\/?)$/.test(audience),
      sentence: 'The token is for Microsoft Graph, and nobody but Graph can verify it.',
      mend: 'Ask for a scope of this API, `api://<application>/<permission>`, and for Graph in a request of its own.',
    },
  ],
  grantedBy: 'an app role or a delegated permission with consent',
};
