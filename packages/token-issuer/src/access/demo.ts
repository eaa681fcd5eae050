import { defineAccess } from './define.js';

/**
 * The access model of the demo: one products API, a reader and an editor of each kind, and dora, who has no
 * global role and may write for the organization acme. The demo, the
 * documentation and the tests use these names, and `token-issuer` serves them when it is given no file.
 */
export const demoAccess = defineAccess({
  resources: [
    {
      indicator: 'https://api.example.com',
      name: 'Products API',
      scopes: { 'read:products': 'See the products', 'write:products': 'Add and change products' },
    },
  ],
  roles: [
    { name: 'reader', kind: 'user', scopes: { 'https://api.example.com': ['read:products'] } },
    {
      name: 'editor',
      kind: 'user',
      scopes: { 'https://api.example.com': ['read:products', 'write:products'] },
    },
    { name: 'm2m-reader', kind: 'machine', scopes: { 'https://api.example.com': ['read:products'] } },
    {
      name: 'm2m-editor',
      kind: 'machine',
      scopes: { 'https://api.example.com': ['read:products', 'write:products'] },
    },
  ],
  users: [
    {
      username: 'alice',
      password: 'alice-password',
      name: 'Alice',
      email: 'alice@example.com',
      roles: ['reader'],
    },
    {
      username: 'bob',
      password: 'bob-password',
      name: 'Bob',
      email: 'bob@example.com',
      roles: ['editor'],
      personalAccessTokens: [{ name: 'demo', token: 'pat_demo_bob' }],
    },
    { username: 'carol', password: 'carol-password', name: 'Carol', email: 'carol@example.com' },
    {
      username: 'dora',
      password: 'dora-password',
      name: 'Dora',
      email: 'dora@example.com',
      personalAccessTokens: [{ name: 'demo', token: 'pat_demo_dora' }],
    },
  ],
  organizationScopes: { 'read:members': 'See who is in it' },
  organizationRoles: [
    {
      name: 'org-editor',
      kind: 'user',
      organizationScopes: ['read:members'],
      scopes: { 'https://api.example.com': ['read:products', 'write:products'] },
    },
  ],
  organizations: [
    { id: 'acme', name: 'Acme', members: [{ user: 'dora', roles: ['org-editor'] }] },
    { id: 'rival', name: 'Rival' },
  ],
  clients: [
    { id: 'demo-reader', kind: 'machine', secret: 'demo-reader-secret', roles: ['m2m-reader'] },
    { id: 'demo-editor', kind: 'machine', secret: 'demo-editor-secret', roles: ['m2m-editor'] },
    {
      id: 'demo-cli',
      kind: 'web',
      secret: 'demo-cli-secret',
      redirectUris: ['http://localhost:9999/callback'],
      postLogoutRedirectUris: ['http://localhost:9999/'],
      tokenExchange: true,
    },
    {
      id: 'demo-spa',
      kind: 'spa',
      redirectUris: ['http://localhost:9999/callback'],
      postLogoutRedirectUris: ['http://localhost:9999/'],
    },
  ],
});
