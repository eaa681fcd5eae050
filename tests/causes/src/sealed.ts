import { answering, failing, json } from './network.js';
import { type Cause, ISSUER, NOW, RESOURCE } from './world.js';

/**
 * The half that was kept out of sight: written with the other one, before any sentence, and run for the first time
 * when the sentences were done. `docs/measured/causes.md` has the first score.
 */
export const sealed: readonly Cause[] = [
  // Credentials.
  {
    title: 'a load balancer moved the header',
    situation: { authorization: () => undefined, headers: { 'x-amzn-oidc-accesstoken': (t) => t } },
    says: [/x-amzn-oidc-accesstoken/i],
  },
  {
    title: 'token in the query',
    seen: 'RFC 6750 §2.3, downloads and EventSource',
    situation: { authorization: () => undefined, url: (t) => `/products?access_token=${t}` },
    says: [/query/i, /header/i],
  },
  { title: 'Basic as scheme', situation: { authorization: 'Basic dXNlcjpwYXNz' }, says: [/Basic/, /Bearer/] },
  {
    title: 'a scheme of nobody',
    situation: { authorization: 'Token abcdef123456' },
    says: [/scheme/i, /Bearer/],
    never: [/abcdef/],
  },
  {
    title: 'the token without its scheme',
    seen: 'https://github.com/TeslaGov/ngx-http-auth-jwt-module/issues/105',
    situation: { authorization: (t) => t },
    says: [/Bearer/, /without|in front|before/i],
    never: [/another scheme/i],
  },
  { title: 'quotes around the token', situation: { authorization: (t) => `Bearer "${t}"` }, says: [/quot/i] },
  {
    title: 'a line break or blank in the middle',
    situation: { authorization: (t) => `Bearer ${t.slice(0, 60)} ${t.slice(60)}` },
    says: [/blank|white space|space/i],
  },
  { title: 'Bearer and nothing', situation: { authorization: 'Bearer ' }, says: [/nothing|empty|no token/i] },
  {
    title: 'the word null',
    situation: { authorization: 'Bearer null' },
    says: [/null/],
    never: [/opaque/, /resource/],
  },
  {
    title: 'a promise instead of text',
    situation: { authorization: 'Bearer [object Promise]' },
    says: [/Promise/i, /await/],
  },
  { title: 'a placeholder', situation: { authorization: 'Bearer {{access_token}}' }, says: [/placeholder/i] },
  {
    title: 'a variable that the shell did not fill',
    situation: { authorization: 'Bearer $TOKEN' },
    says: [/placeholder|variable/i],
  },
  {
    title: 'a client secret or API key',
    situation: { authorization: 'Bearer sk_live_4242424242424242' },
    says: [/JWT/, /key|secret/i],
    never: [/4242/],
  },
  {
    title: 'blanks beyond the limit',
    situation: { authorization: (t) => `Bearer${' '.repeat(20_000)}${t}` },
    says: [/blank|longer/i],
  },
  {
    title: 'too many claims',
    situation: { claims: { groups: 'g'.repeat(20_000) } },
    says: [/maxTokenLength/, /claims/i],
  },
  {
    title: 'a request through a tunnel, without the header, from a browser',
    situation: {
      authorization: () => undefined,
      headers: { origin: 'https://app.example.com', 'sec-fetch-mode': 'cors' },
    },
    says: [/Authorization/, /browser|CORS|fetch/i],
  },

  // Kind of token.
  {
    title: 'an ID token without typ',
    situation: { header: { typ: undefined }, claims: { aud: 'client-1', nonce: 'n', client_id: undefined } },
    says: [/ID token/],
    never: [/tokenTypes/],
  },
  {
    title: 'Cognito access tokens',
    situation: {
      issuer: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
      header: { typ: undefined },
      claims: {
        iss: 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_abc',
        token_use: 'access',
        aud: undefined,
      },
    },
    says: [/tokenTypes/, /audienceClaim/],
  },
  {
    title: 'a refresh token of Keycloak',
    situation: {
      issuer: 'https://id.example.com/realms/shop',
      header: { typ: 'JWT', alg: 'HS512' },
      claims: { iss: 'https://id.example.com/realms/shop', typ: 'Refresh' },
    },
    says: [/refresh token/i],
  },
  { title: 'unsigned', situation: { header: { alg: 'none' } }, says: [/not signed|unsigned/i] },

  // Keys.
  {
    title: 'a key that was withdrawn',
    situation: {
      header: { kid: 'key-0' },
      claims: { iat: NOW - 3000 },
      facts: { keysFrom: 'address' },
      clock: { serverDate: (NOW - 30) * 1000, receivedAt: (NOW - 30) * 1000 },
    },
    says: [/withdrawn|no longer|rotated out/i, /new token/i],
    never: [/not shown? yet/i],
  },
  {
    title: 'a token for Graph with a nonce in its header',
    seen: 'https://github.com/AzureAD/microsoft-authentication-library-for-js/issues/815',
    situation: {
      issuer: 'https://sts.windows.net/t/',
      forged: true,
      header: { nonce: 'abc' },
      claims: { iss: 'https://sts.windows.net/t/', aud: '00000003-0000-0000-c000-000000000000' },
    },
    says: [/Graph/],
  },
  {
    title: 'a restarted local server that made new keys under the same name',
    situation: {
      issuer: 'http://localhost:3300/oidc',
      forged: true,
      claims: { iss: 'http://localhost:3300/oidc' },
    },
    says: [/signature/i, /restart|new key|local/i],
  },

  // Issuer.
  {
    title: '/oidc missing in the option',
    situation: { issuer: 'https://tenant.logto.app', claims: { iss: 'https://tenant.logto.app/oidc' } },
    says: [/\/oidc/],
  },
  {
    title: 'Entra: a token of version 1',
    situation: {
      issuer: 'https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0',
      claims: { iss: 'https://sts.windows.net/11111111-1111-1111-1111-111111111111/' },
    },
    says: [/v1|version 1/i, /AccessTokenVersion/i],
  },
  {
    title: 'another port on the same machine',
    situation: { issuer: 'http://localhost:3001/oidc', claims: { iss: 'http://localhost:3002/oidc' } },
    says: [/port/],
  },

  // Audience.
  {
    title: 'aud in capital letters',
    situation: { claims: { aud: 'https://API.example.com' } },
    says: [/case|capital/i],
  },
  {
    title: 'aud with http',
    situation: { claims: { aud: 'http://api.example.com' } },
    says: [/scheme|http:/],
  },
  { title: 'aud with a path', situation: { claims: { aud: `${RESOURCE}/v1` } }, says: [/path/] },
  { title: 'aud is the client', situation: { claims: { aud: 'client-1' } }, says: [/client/, /resource/] },
  {
    title: 'the reserved audience of organizations',
    situation: { claims: { aud: 'urn:logto:resource:organizations' } },
    says: [/organization/i, /never/i],
  },
  {
    title: 'Auth0: only userinfo',
    situation: {
      issuer: 'https://t.eu.auth0.com/',
      claims: { iss: 'https://t.eu.auth0.com/', aud: 'https://t.eu.auth0.com/userinfo' },
    },
    says: [/audience/, /userinfo/],
  },
  {
    title: 'another resource',
    situation: { claims: { aud: 'https://orders.example.com' } },
    says: [/orders\.example\.com/, /another (?:API|resource)/i],
  },

  // Time.
  {
    title: 'expired, and the clock is right',
    situation: { claims: { exp: NOW - 7200 }, clock: { serverDate: NOW * 1000, receivedAt: NOW * 1000 } },
    says: [/2 hours/, /refresh/i],
    never: [/clock/i],
  },
  {
    title: 'nbf ahead, by a clock that runs behind',
    situation: {
      claims: { nbf: NOW + 120 },
      clock: { serverDate: (NOW + 180) * 1000, receivedAt: NOW * 1000 },
    },
    says: [/2 min/, /3 min/, /behind/],
  },
  {
    title: 'nbf ahead, clock unknown',
    situation: { claims: { nbf: NOW + 90 } },
    says: [/90 s|2 min|1 min/, /clock/],
  },
  {
    title: 'too old for maxTokenAge',
    situation: { claims: { iat: NOW - 900 }, options: { maxTokenAge: 600 } },
    says: [/maxTokenAge/],
  },
  { title: 'no exp', situation: { claims: { exp: undefined } }, says: [/exp/, /end/i] },

  // Claims.
  {
    title: 'bound to a key',
    situation: { claims: { cnf: { jkt: 'x' } } },
    says: [/DPoP|bound/, /allowBoundTokens/],
  },
  {
    title: 'scope is a list',
    situation: { claims: { scope: ['read:products'] } },
    says: [/scope/, /list|array/i],
  },

  // Scope.
  {
    title: 'permissions in scp',
    situation: {
      claims: { scope: undefined, scp: 'read:products' },
      requirement: { scopes: ['read:products'] },
    },
    says: [/scp/, /scopeClaim: 'scp'/],
  },
  {
    title: 'separated by commas',
    situation: {
      claims: { scope: 'read:products,write:products' },
      requirement: { scopes: ['read:products'] },
    },
    says: [/comma/i],
    never: [/role of/i],
  },
  {
    title: 'another separator',
    situation: { claims: { scope: 'read.products' }, requirement: { scopes: ['read:products'] } },
    says: [/read\.products/, /spell|separator|written/i],
  },
  {
    title: 'capital letters',
    situation: { claims: { scope: 'Read:Products' }, requirement: { scopes: ['read:products'] } },
    says: [/case|capital|written|spell/i],
  },
  {
    title: 'only openid and profile',
    seen: 'https://github.com/auth0/nextjs-auth0/issues/665',
    situation: { claims: { scope: 'openid profile' }, requirement: { scopes: ['read:products'] } },
    says: [/ask|request/i, /read:products/],
  },
  {
    title: 'a user with no permission at all',
    situation: { claims: { scope: '' }, requirement: { scopes: ['read:products'] } },
    says: [/role/i, /ask/i],
  },
  {
    title: 'a token of an organization lacks the permission',
    seen: 'https://github.com/logto-io/dart/issues/109',
    situation: {
      claims: { scope: '', organization_id: 'org1' },
      requirement: { scopes: ['read:products'] },
      options: { organization: 'any' },
    },
    says: [/organization/i, /role/i],
  },
  {
    title: 'a machine where a user is demanded',
    situation: { claims: { sub: 'client-1' }, requirement: { principal: 'user' } as never },
    says: [/machine/i, /user/i],
  },

  // Outages.
  {
    title: 'DNS for the moment',
    situation: { fetch: failing('EAI_AGAIN', 'getaddrinfo EAI_AGAIN tenant.logto.app') },
    says: [/DNS/],
  },
  {
    title: 'a certificate that has ended',
    situation: { fetch: failing('CERT_HAS_EXPIRED') },
    says: [/certificate/i, /ended|expired/i],
  },
  {
    title: 'a certificate of another name',
    situation: { fetch: failing('ERR_TLS_CERT_ALTNAME_INVALID') },
    says: [/certificate/i, /name/i],
  },
  {
    title: 'https asked of an http port',
    situation: { fetch: failing('ERR_SSL_WRONG_VERSION_NUMBER') },
    says: [/http/, /TLS|https/],
  },
  {
    title: 'no connection in time',
    situation: { fetch: failing('UND_ERR_CONNECT_TIMEOUT') },
    says: [/time/i, /proxy|firewall/i],
  },
  {
    title: 'a key address that does not exist',
    situation: { fetch: answering(404) },
    says: [/404/, /address/i],
  },
  { title: 'the server is in trouble', situation: { fetch: answering(502) }, says: [/502/] },
  { title: 'too many requests', situation: { fetch: answering(429) }, says: [/429|too many/i] },
  {
    title: 'a discovery document with a slash more',
    situation: { discovered: true, fetch: json({ issuer: `${ISSUER}/`, jwks_uri: `${ISSUER}/jwks` }) },
    says: [/trailing slash/],
  },
  {
    title: 'a discovery document of another issuer',
    situation: {
      discovered: true,
      fetch: json({ issuer: 'https://internal.example.com/oidc', jwks_uri: `${ISSUER}/jwks` }),
    },
    says: [/internal\.example\.com/],
  },
  {
    title: 'a jwks_uri over http',
    situation: {
      discovered: true,
      fetch: json({ issuer: ISSUER, jwks_uri: 'http://tenant.logto.app/oidc/jwks' }),
    },
    says: [/jwks_uri/, /http/],
  },
];
