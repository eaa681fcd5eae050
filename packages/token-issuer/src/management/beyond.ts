import { matchPath } from './match.js';

/**
 * What Logto's Management API has beyond what the protection of an API needs, by the beginning of its paths.
 * `:name` stands for one segment, and whatever follows belongs to it too.
 */
const BEYOND: readonly string[] = [
  '/account-center',
  '/applications/:id/access-control',
  '/applications/:id/legacy-secret',
  '/applications/:id/protected-app-metadata',
  '/applications/:id/sign-in-experience',
  '/applications/:id/user-consent-scopes',
  '/applications/:id/users',
  '/authn',
  '/captcha-provider',
  '/configs/actions',
  '/configs/admin-console',
  '/configs/id-token',
  '/configs/oidc/cookie-keys',
  '/configs/oidc/session',
  '/connector-factories',
  '/connectors',
  '/custom-phrases',
  '/custom-profile-fields',
  '/dashboard',
  '/domains',
  '/email-templates',
  '/logs',
  '/one-time-tokens',
  '/organization-invitations',
  '/organizations/:id/jit',
  '/saml',
  '/saml-applications',
  '/secrets',
  '/sentinel-activities',
  '/sign-in-exp',
  '/sso-connector-providers',
  '/sso-connectors',
  '/subject-tokens',
  '/swagger.json',
  '/systems',
  '/user-assets',
  '/users/:userId/all-identities',
  '/users/:userId/identities',
  '/users/:userId/logto-configs',
  '/users/:userId/mfa-verifications',
  '/users/:userId/password/expiration',
  '/users/:userId/sso-identities',
  '/verification-codes',
  '/.well-known',
];

/** Whether Logto has something at a path where this issuer has nothing. */
export function isBeyond(path: string): boolean {
  const segments = path.split('/').slice(1);
  return BEYOND.some((beginning) => {
    const pattern = beginning.split('/').slice(1);
    return matchPath(pattern, segments.slice(0, pattern.length)) !== undefined;
  });
}
