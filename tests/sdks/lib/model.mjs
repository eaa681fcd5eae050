// Who may have what in every test here. Dora has no global role; what she may do, she may do for Acme.
export const API = 'https://api.example.com';
export const MANAGEMENT = 'https://default.logto.app/api';
export const CALLBACK = 'http://localhost:9999/callback';
export const HOME = 'http://localhost:9999/';
export const WEB = { id: 'web', secret: 'web-secret' };
export const SPA = { id: 'spa' };
export const ADMIN = { id: 'admin', secret: 'admin-secret' };

/** The access model. `origin` is where an application of the test listens, if one does. */
export function accessModel(origin) {
  const pages =
    origin === undefined
      ? { redirectUris: [CALLBACK], postLogoutRedirectUris: [HOME] }
      : {
          redirectUris: [`${origin}/callback`, `${origin}/logto/sign-in-callback`],
          postLogoutRedirectUris: [origin, `${origin}/`],
        };
  return {
    resources: [
      { indicator: API, scopes: { 'read:products': 'See the products', 'write:products': 'Change them' } },
      { indicator: MANAGEMENT, scopes: { all: 'Everything' } },
    ],
    roles: [{ name: 'admin', kind: 'machine', scopes: { [MANAGEMENT]: ['all'] } }],
    users: [{ username: 'dora', password: 'dora-password', name: 'Dora' }],
    organizationScopes: { 'read:members': 'See who is in it' },
    organizationRoles: [
      {
        name: 'editor',
        kind: 'user',
        organizationScopes: ['read:members'],
        scopes: { [API]: ['read:products', 'write:products'] },
      },
    ],
    organizations: [
      { id: 'acme', name: 'Acme', members: [{ user: 'dora', roles: ['editor'] }] },
      { id: 'rival', name: 'Rival' },
    ],
    clients: [
      { ...WEB, kind: 'web', ...pages },
      { ...SPA, kind: 'spa', ...pages },
      { ...ADMIN, kind: 'machine', roles: ['admin'] },
    ],
  };
}
