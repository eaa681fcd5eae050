import type { Provider } from './provider.js';

/** Logto, in its cloud and self-hosted. */
export const logto: Provider = {
  name: 'Logto',
  isIssuer: (issuer) => /\.logto\.app(?:\/|$)/.test(issuer) || /\/oidc\/?$/.test(issuer),
  asksBy: '`resource`',
  issuerPath: '/oidc',
  audiences: [
    {
      cause: 'audience.organization-token',
      matches: (audience) => audience.startsWith('urn:logto:organization:'),
      sentence: 'The token is an organization token: it is for the organization itself, not for this API.',
      mend: 'Ask the token endpoint for `organization_id` together with `resource`; an organization’s own token has a verifier of its own in @acme/token-logto.',
    },
    {
      cause: 'audience.reserved',
      matches: (audience) => audience === 'urn:logto:resource:organizations',
      sentence: 'The token is for the reserved resource of organizations. It is never accepted by an API.',
      mend: 'Ask the token endpoint for a token with this API’s `resource`.',
    },
    {
      cause: 'audience.management-api',
      matches: (audience) => /^https:\/\/[a-z0-9-]+\.logto\.app\/api$/.test(audience),
      sentence: 'The token is for Logto’s Management API, not for this API.',
      mend: 'Ask the token endpoint for a token with this API’s `resource`; the Management API needs one of its own.',
    },
  ],
  grantedBy: 'a role in the Console',
};
