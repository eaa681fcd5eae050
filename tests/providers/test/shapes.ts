/** A token as a provider documents it. Times are added where a token is made. */
export interface Shape {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What is tried on the verifier of one snippet of the page. */
export interface Provider {
  /** The file that its snippet names. */
  readonly file: string;
  readonly algorithm: 'RS256' | 'ES256' | 'ES384' | 'EdDSA';
  /** What its keys lack: members that the documented key set does not have. */
  readonly keyLacks?: readonly ('alg' | 'use')[];
  readonly accepted: readonly (Shape & { readonly scopes: readonly string[] })[];
  /** Why each of them is refused; `'scope'`: as on every route that demands a permission. */
  readonly refused: readonly (Shape & { readonly reason: string })[];
}

const ENTRA_TENANT = '11111111-2222-3333-4444-555555555555';
const ENTRA_API = '99999999-8888-7777-6666-555555555555';
const ENTRA_V2 = `https://login.microsoftonline.com/${ENTRA_TENANT}/v2.0`;
const SUB = 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ';

export const PROVIDERS: readonly Provider[] = [
  {
    file: 'logto.ts',
    algorithm: 'ES384',
    accepted: [
      {
        header: { typ: 'at+jwt' },
        claims: {
          iss: 'https://tenant.logto.app/oidc',
          aud: 'https://api.example.com',
          sub: 'u1',
          client_id: 'c1',
          jti: 'j',
          scope: 'read:products',
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://tenant.logto.app/oidc', aud: 'c1', sub: 'u1' },
        reason: 'type',
      },
    ],
  },
  {
    file: 'auth0.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://tenant.eu.auth0.com/',
          aud: ['https://api.example.com', 'https://tenant.eu.auth0.com/userinfo'],
          sub: 'auth0|6553da60a54af58e29493993',
          azp: 'c1',
          scope: 'openid profile',
          permissions: ['read:products'],
        },
        scopes: ['read:products'],
      },
      {
        header: { typ: 'at+jwt' },
        claims: {
          iss: 'https://tenant.eu.auth0.com/',
          aud: 'https://api.example.com',
          sub: 'c1@clients',
          client_id: 'c1',
          jti: 'j',
          permissions: [],
        },
        scopes: [],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://tenant.eu.auth0.com/', aud: 'c1', sub: 'auth0|1', nonce: 'n' },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://tenant.eu.auth0.com', aud: 'https://api.example.com', sub: 'auth0|1' },
        reason: 'issuer',
      },
    ],
  },
  {
    file: 'entra-v2.ts',
    algorithm: 'RS256',
    keyLacks: ['alg'],
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: ENTRA_V2,
          aud: ENTRA_API,
          sub: SUB,
          azp: 'c1',
          azpacr: '1',
          oid: 'o1',
          tid: ENTRA_TENANT,
          ver: '2.0',
          scp: 'Products.Read Products.Write',
        },
        scopes: ['Products.Read', 'Products.Write'],
      },
      {
        header: { typ: 'JWT' },
        claims: {
          iss: ENTRA_V2,
          aud: ENTRA_API,
          sub: 'o2',
          azp: 'c2',
          idtyp: 'app',
          tid: ENTRA_TENANT,
          ver: '2.0',
          roles: ['Products.Read.All'],
        },
        scopes: ['Products.Read.All'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: ENTRA_V2,
          aud: ENTRA_API,
          sub: SUB,
          nonce: 'n',
          preferred_username: 'a@example.com',
          ver: '2.0',
        },
        reason: 'scope',
      },
      {
        header: { typ: 'JWT' },
        claims: { iss: ENTRA_V2, aud: '00000003-0000-0000-c000-000000000000', sub: SUB, scp: 'User.Read' },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `https://sts.windows.net/${ENTRA_TENANT}/`,
          aud: ENTRA_API,
          sub: SUB,
          scp: 'Products.Read',
          ver: '1.0',
        },
        reason: 'issuer',
      },
    ],
  },
  {
    file: 'entra-v1.ts',
    algorithm: 'RS256',
    keyLacks: ['alg'],
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `https://sts.windows.net/${ENTRA_TENANT}/`,
          aud: `api://${ENTRA_API}`,
          sub: SUB,
          appid: 'c1',
          appidacr: '1',
          tid: ENTRA_TENANT,
          ver: '1.0',
          scp: 'Products.Read',
        },
        scopes: ['Products.Read'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: ENTRA_V2, aud: ENTRA_API, sub: SUB, scp: 'Products.Read', ver: '2.0' },
        reason: 'issuer',
      },
      {
        header: { typ: 'JWT' },
        claims: { iss: `https://sts.windows.net/${ENTRA_TENANT}/`, aud: ENTRA_API, sub: SUB, ver: '1.0' },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'entra-tenants.ts',
    algorithm: 'RS256',
    keyLacks: ['alg'],
    accepted: [ENTRA_TENANT, '66666666-2222-3333-4444-555555555555'].map((tid) => ({
      header: { typ: 'JWT' },
      claims: {
        iss: `https://login.microsoftonline.com/${tid}/v2.0`,
        aud: ENTRA_API,
        sub: SUB,
        tid,
        ver: '2.0',
        scp: 'Products.Read',
      },
      scopes: ['Products.Read'],
    })),
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://login.microsoftonline.com/77777777-2222-3333-4444-555555555555/v2.0',
          aud: ENTRA_API,
          sub: SUB,
          scp: 'Products.Read',
        },
        reason: 'issuer',
      },
    ],
  },
  {
    file: 'b2c.ts',
    algorithm: 'RS256',
    keyLacks: ['alg'],
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `https://contoso.b2clogin.com/${ENTRA_TENANT}/v2.0/`,
          aud: ENTRA_API,
          sub: 'u1',
          azp: 'c1',
          tfp: 'B2C_1_signin',
          ver: '1.0',
          nbf: 1,
          scp: 'products.read',
        },
        scopes: ['products.read'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `https://contoso.b2clogin.com/${ENTRA_TENANT}/v2.0/`,
          aud: 'c1',
          sub: 'u1',
          tfp: 'B2C_1_signin',
        },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `https://contoso.b2clogin.com/${ENTRA_TENANT}/v2.0/`,
          aud: ENTRA_API,
          sub: 'u1',
          tfp: 'B2C_1_signin',
        },
        reason: 'scope',
      },
    ],
  },
  {
    file: 'cognito.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: {},
        claims: {
          iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
          sub: 'u1',
          client_id: '1example23456789',
          token_use: 'access',
          username: 'u1',
          jti: 'j',
          origin_jti: 'o',
          scope: 'products/read openid',
        },
        scopes: ['products/read', 'openid'],
      },
    ],
    refused: [
      {
        header: {},
        claims: {
          iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
          aud: '1example23456789',
          sub: 'u1',
          token_use: 'id',
          'cognito:username': 'u1',
        },
        reason: 'type',
      },
      {
        header: {},
        claims: {
          iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI',
          sub: 'u1',
          client_id: 'another',
          token_use: 'access',
          scope: 'openid',
        },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'keycloak.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://sso.example.com/realms/shop',
          aud: ['products-api', 'account'],
          sub: 'u1',
          typ: 'Bearer',
          azp: 'web',
          sid: 's',
          acr: '1',
          scope: 'openid read:products',
        },
        scopes: ['openid', 'read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://sso.example.com/realms/shop', aud: 'web', sub: 'u1', typ: 'ID', azp: 'web' },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://sso.example.com/realms/shop',
          aud: 'account',
          sub: 'u1',
          typ: 'Bearer',
          scope: 'openid',
        },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'keycloak-roles.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://sso.example.com/realms/shop',
          aud: 'products-api',
          sub: 'u1',
          typ: 'Bearer',
          azp: 'web',
          resource_access: { 'products-api': { roles: ['editor'] }, account: { roles: ['view-profile'] } },
        },
        scopes: ['editor'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://sso.example.com/realms/shop', aud: 'products-api', sub: 'u1' },
        reason: 'claim',
      },
    ],
  },
  {
    file: 'okta.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: {},
        claims: {
          ver: 1,
          jti: 'AT.1',
          iss: 'https://dev-1.okta.com/oauth2/default',
          aud: 'api://default',
          sub: 'ann@example.com',
          cid: 'c1',
          uid: '00u1',
          scp: ['openid', 'read:products'],
        },
        scopes: ['openid', 'read:products'],
      },
    ],
    refused: [
      {
        header: {},
        claims: { ver: 1, jti: 'ID.1', iss: 'https://dev-1.okta.com/oauth2/default', aud: 'c1', sub: '00u1' },
        reason: 'audience',
      },
      {
        header: {},
        claims: {
          ver: 1,
          iss: 'https://dev-1.okta.com',
          aud: 'https://dev-1.okta.com',
          sub: 'ann@example.com',
          scp: ['openid'],
        },
        reason: 'issuer',
      },
    ],
  },
  {
    file: 'firebase.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://securetoken.google.com/my-project',
          aud: 'my-project',
          auth_time: 1,
          user_id: 'u1',
          sub: 'u1',
          firebase: { sign_in_provider: 'password' },
          permissions: ['read:products'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://securetoken.google.com/my-project', aud: 'my-project', sub: 'u1' },
        reason: 'scope',
      },
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://securetoken.google.com/other', aud: 'other', sub: 'u1' },
        reason: 'issuer',
      },
    ],
  },
  {
    file: 'google.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://accounts.google.com',
          aud: 'https://api.example.com',
          azp: '1029',
          sub: '1029',
          email: 'job@my-project.iam.gserviceaccount.com',
          email_verified: true,
        },
        scopes: [],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://accounts.google.com', aud: '1.apps.googleusercontent.com', sub: '1' },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'zitadel.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://shop-abc123.zitadel.cloud',
          aud: ['217846521347932163', '217846521347932162'],
          sub: 'u1',
          jti: 'j',
          'urn:zitadel:iam:org:project:roles': { editor: { '2178': 'shop.zitadel.cloud' } },
        },
        scopes: ['editor'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://shop-abc123.zitadel.cloud', aud: ['217846521347932163'], sub: 'u1' },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'authentik.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://auth.example.com/application/o/shop/',
          aud: 'shop-client-id',
          sub: 'u1',
          azp: 'shop-client-id',
          uid: 'x',
          scope: 'openid read:products',
        },
        scopes: ['openid', 'read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://auth.example.com/application/o/shop/',
          aud: 'shop-client-id',
          sub: 'u1',
          nonce: 'n',
        },
        reason: 'scope',
      },
    ],
  },
  {
    file: 'hydra.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://hydra.example.com/',
          aud: ['https://api.example.com'],
          sub: 'u1',
          client_id: 'c1',
          jti: 'j',
          nbf: 1,
          ext: {},
          scp: ['read:products'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://hydra.example.com/', aud: ['c1'], sub: 'u1', sid: 's' },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://hydra.example.com/', aud: [], sub: 'u1', scp: ['read:products'] },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'clerk.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://shop.clerk.accounts.dev',
          aud: 'https://api.example.com',
          azp: 'https://shop.example.com',
          sub: 'user_1',
          nbf: 1,
          permissions: ['read:products'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://shop.clerk.accounts.dev',
          azp: 'https://shop.example.com',
          sub: 'user_1',
          sid: 'sess_1',
          v: 2,
        },
        reason: 'audience',
      },
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://shop.clerk.accounts.dev',
          aud: 'https://api.example.com',
          sub: 'user_1',
          o: { id: 'org_1', rol: 'admin' },
          permissions: ['read:products'],
        },
        reason: 'organization',
      },
    ],
  },
  {
    file: 'workos.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: {},
        claims: {
          iss: 'https://api.workos.com',
          aud: 'https://api.example.com',
          sub: 'user_1',
          sid: 'session_1',
          org_id: 'org_1',
          role: 'member',
          permissions: ['posts:read'],
          jti: 'j',
        },
        scopes: ['posts:read'],
      },
    ],
    refused: [
      {
        header: {},
        claims: {
          iss: 'https://api.workos.com',
          sub: 'user_1',
          sid: 'session_1',
          permissions: ['posts:read'],
        },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'descope.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://api.descope.com/P2abcdefghijklmnopqrstuvwxyz',
          aud: ['P2abcdefghijklmnopqrstuvwxyz'],
          sub: 'U2',
          drn: 'DS',
          amr: ['pwd'],
          permissions: ['read:products'],
          roles: ['editor'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://api.descope.com/P2abcdefghijklmnopqrstuvwxyz', sub: 'U2', drn: 'DSR' },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'stytch.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `stytch.com/project-live-${ENTRA_TENANT}`,
          aud: [`project-live-${ENTRA_TENANT}`],
          sub: 'user-live-1',
          client_id: 'connected-app-live-1',
          nbf: 1,
          jti: 'j',
          scope: 'openid read:products',
        },
        scopes: ['openid', 'read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: `stytch.com/project-live-${ENTRA_TENANT}`,
          aud: ['connected-app-live-1'],
          sub: 'user-live-1',
        },
        reason: 'audience',
      },
    ],
  },
  {
    file: 'supabase.ts',
    algorithm: 'ES256',
    accepted: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://abcdefghijklmnop.supabase.co/auth/v1',
          aud: 'authenticated',
          sub: 'u1',
          role: 'authenticated',
          aal: 'aal1',
          session_id: 's',
          is_anonymous: false,
          permissions: ['read:products'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: {
          iss: 'https://abcdefghijklmnop.supabase.co/auth/v1',
          aud: 'authenticated',
          sub: 'u1',
          role: 'authenticated',
        },
        reason: 'scope',
      },
      {
        header: { typ: 'JWT', alg: 'HS256' },
        claims: { iss: 'https://abcdefghijklmnop.supabase.co/auth/v1', aud: 'authenticated', sub: 'u1' },
        reason: 'algorithm',
      },
    ],
  },
  {
    file: 'better-auth.ts',
    algorithm: 'EdDSA',
    accepted: [
      {
        header: {},
        claims: {
          iss: 'https://app.example.com',
          aud: 'https://app.example.com',
          sub: 'u1',
          name: 'Ann',
          email: 'ann@example.com',
          permissions: ['read:products'],
        },
        scopes: ['read:products'],
      },
    ],
    refused: [
      {
        header: {},
        claims: {
          iss: 'https://app.example.com',
          aud: 'https://app.example.com',
          sub: 'u1',
          email: 'ann@example.com',
        },
        reason: 'scope',
      },
    ],
  },
  {
    file: 'duende.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: { typ: 'at+jwt' },
        claims: {
          iss: 'https://identity.example.com',
          aud: ['https://api.example.com'],
          sub: 'u1',
          client_id: 'c1',
          jti: 'j',
          nbf: 1,
          scope: ['openid', 'read:products'],
        },
        scopes: ['openid', 'read:products'],
      },
      {
        header: { typ: 'at+jwt' },
        claims: {
          iss: 'https://identity.example.com',
          aud: 'https://api.example.com',
          sub: 'u1',
          client_id: 'c1',
          jti: 'j',
          scope: 'openid read:products',
        },
        scopes: ['openid', 'read:products'],
      },
    ],
    refused: [
      {
        header: { typ: 'JWT' },
        claims: { iss: 'https://identity.example.com', aud: 'c1', sub: 'u1' },
        reason: 'type',
      },
    ],
  },
  {
    file: 'cloudflare-access.ts',
    algorithm: 'RS256',
    accepted: [
      {
        header: {},
        claims: {
          iss: 'https://shop.cloudflareaccess.com',
          aud: ['32eafc7626e737616deaf0dc3ce63d7bcbed58a2731d84d06bc3cdf1b53c4228'],
          sub: 'u1',
          type: 'app',
          email: 'ann@example.com',
          identity_nonce: 'n',
          country: 'DE',
        },
        scopes: [],
      },
    ],
    refused: [
      {
        header: {},
        claims: { iss: 'https://shop.cloudflareaccess.com', aud: ['another'], sub: 'u1', type: 'app' },
        reason: 'audience',
      },
      {
        header: {},
        claims: { iss: 'https://shop.cloudflareaccess.com', aud: 'x', sub: 'u1', type: 'org' },
        reason: 'audience',
      },
    ],
  },
];
