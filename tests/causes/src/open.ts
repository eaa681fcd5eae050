import { createStanding, type CutOffMatch, type Standing } from '@acme/token-core/standing';
import { answering, failing, json } from './network.js';
import { type Cause, ISSUER, JWK, NOW, RESOURCE } from './world.js';

const OPAQUE = 'F4ZISwzAJrqJs8ZTbUf30QTamRfklEvs_ZZbp0i6dQP';

/** Its modulus has the right length and is written as plain base64. */
const PADDED_KEY = {
  kty: 'RSA',
  kid: 'key-7',
  alg: 'RS256',
  use: 'sig',
  n: Buffer.alloc(256, 0xc3).toString('base64'),
  e: 'AQAB',
};

/** What is revoked in the second before the requests. */
function revoking(match: CutOffMatch): Standing {
  const standing = createStanding({ ...QUIET, now: () => NOW * 1000 });
  void standing.cutOff({ match, before: NOW - 1 });
  return standing;
}

const QUIET = { longestTokenLife: 7200, onEvent: () => undefined };
const byRole = createStanding({ ...QUIET, claims: { role: 'role_ids' } });
const unheard = createStanding({
  ...QUIET,
  whenUnknown: 'refuse',
  store: {
    read: () => Promise.reject(new Error('connect ECONNREFUSED')),
    write: () => Promise.resolve(),
    listen: () => () => undefined,
    close: () => Promise.resolve(),
  },
});

/** The half that was looked at while the sentences were written. */
export const open: readonly Cause[] = [
  // Credentials.
  {
    title: 'no Authorization header at all',
    situation: { authorization: () => undefined },
    says: [/Authorization: Bearer/i],
  },
  {
    title: 'a gateway moved the header',
    seen: 'oauth2-proxy and API gateways',
    situation: {
      authorization: () => undefined,
      headers: { 'x-forwarded-authorization': (t) => `Bearer ${t}` },
    },
    says: [/x-forwarded-authorization/i, /gateway|proxy/i],
  },
  {
    title: 'a proxy strips the header',
    seen: 'https://github.com/home-assistant/core/issues/16306',
    situation: {
      authorization: () => undefined,
      headers: { via: '1.1 proxy', 'x-forwarded-for': '10.0.0.1' },
    },
    says: [/proxy/i, /Authorization/],
  },
  {
    title: 'a preflight that the framework hands to us',
    situation: {
      method: 'OPTIONS',
      authorization: () => undefined,
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    },
    says: [/preflight/i, /CORS/],
  },
  {
    title: 'token in a cookie',
    situation: { authorization: () => undefined, headers: { cookie: (t) => `access_token=${t}` } },
    says: [/cookie/i, /header/i],
  },
  { title: 'DPoP as scheme', situation: { authorization: (t) => `DPoP ${t}` }, says: [/DPoP/, /Bearer/] },
  {
    title: 'Bearer twice',
    situation: { authorization: (t) => `Bearer Bearer ${t}` },
    says: [/twice|two times/i, /Bearer/],
  },
  {
    title: 'the token URL-encoded with its scheme',
    situation: { authorization: (t) => `Bearer%20${t}` },
    says: [/URL-encoded|percent/i],
  },
  {
    title: 'two Authorization headers',
    situation: { authorization: (t) => [`Bearer ${t}`, `Bearer ${t}`] },
    says: [/two|more than one/i],
  },
  {
    title: 'the word undefined',
    seen: 'https://github.com/auth0/auth0-spa-js/issues/880',
    situation: { authorization: 'Bearer undefined' },
    says: [/undefined/, /before|not (?:yet )?(?:got|there|signed)|await/i],
    never: [/resource/, /opaque/],
  },
  {
    title: 'an object instead of text',
    situation: { authorization: 'Bearer [object Object]' },
    says: [/object/i, /access_?token/i],
    never: [/opaque/],
  },
  {
    title: 'a personal access token',
    situation: { authorization: 'Bearer pat_1234567890abcdef' },
    says: [/personal access token/i, /exchange/i],
    never: [/opaque/],
  },
  {
    title: 'an opaque token of Logto',
    seen: 'https://github.com/logto-io/logto/issues/4399',
    situation: { authorization: `Bearer ${OPAQUE}` },
    says: [/opaque/i, /resource/, /both|authorization request and/i, new RegExp(RESOURCE)],
  },
  {
    title: 'cut at a limit',
    situation: { authorization: (t) => `Bearer ${t.slice(0, 200)}` },
    says: [/cut/i],
  },
  {
    title: 'an encrypted token',
    seen: 'https://github.com/auth0/nextjs-auth0/issues/1809',
    situation: { authorization: 'Bearer a.b.c.d.e' },
    says: [/encrypted/i],
  },
  {
    title: 'padded on its way',
    situation: { authorization: (t) => `Bearer ${t}==` },
    says: [/padd|encoded again|re-encoded/i],
  },
  {
    title: 'the whole token answer pasted',
    situation: { authorization: (t) => `Bearer {"access_token":"${t}"}` },
    says: [/JSON/, /access_token/],
  },

  // Kind of token.
  {
    title: 'an ID token',
    situation: {
      header: { typ: 'JWT' },
      claims: { aud: 'client-1', nonce: 'n', at_hash: 'h', client_id: undefined },
    },
    says: [/ID token/, /access token/],
    never: [/tokenTypes/],
  },
  {
    title: 'a provider that marks its access tokens JWT',
    situation: {
      issuer: 'https://t.eu.auth0.com/',
      header: { typ: 'JWT' },
      claims: { iss: 'https://t.eu.auth0.com/', azp: 'c', client_id: undefined, scope: 'read:products' },
    },
    says: [/tokenTypes/, /'JWT'/],
  },
  {
    title: 'HS256: a shared secret',
    seen: 'Supabase projects before their signing keys',
    situation: { header: { alg: 'HS256', typ: 'JWT' } },
    says: [/HS256/, /secret/i],
  },
  {
    title: 'an algorithm that the option leaves out',
    situation: { header: { alg: 'RS256' }, options: { algorithms: ['ES384'] } },
    says: [/RS256/, /algorithms/],
  },

  // Keys.
  {
    title: 'a token of another environment',
    situation: { header: { kid: 'key-9' }, claims: { iss: 'https://staging.logto.app/oidc' } },
    says: [/staging\.logto\.app/, /environment|another/i],
  },
  {
    title: 'keys that are given and were rotated',
    situation: { header: { kid: 'key-2' }, facts: { keysFrom: 'given' } },
    says: [/given|pinned/i, /key-2/],
  },
  {
    title: 'a key with a padded modulus, beside a good one',
    situation: { header: { alg: 'RS256', kid: 'key-7' }, fetch: json({ keys: [JWK, PADDED_KEY] }) },
    says: [/key-7/, /modulus/, /padding/],
    never: [/withdrawn|rotated/],
  },
  {
    title: 'the signature does not fit',
    situation: { forged: true },
    says: [/signature/i, /changed|altered/i],
  },

  // Issuer.
  {
    title: 'issuer with a trailing slash',
    situation: { claims: { iss: `${ISSUER}/` } },
    says: [/trailing slash/, /issuer/],
  },
  {
    title: 'a custom domain beside the default one',
    situation: { claims: { iss: 'https://auth.example.com/oidc' } },
    says: [/same server/i, /another name|other name/i],
    never: [/another server/i, /other tenant/i],
  },
  {
    title: 'a server that calls itself http',
    situation: { claims: { iss: 'http://tenant.logto.app/oidc' } },
    says: [/http:/, /https/, /proxy/i],
  },
  {
    title: 'Keycloak inside and outside of Docker',
    seen: 'https://github.com/LandRegistry/common-dev-env/pull/83',
    situation: {
      issuer: 'http://localhost:8080/realms/dev',
      claims: { iss: 'http://keycloak:8080/realms/dev' },
    },
    says: [/keycloak:8080/, /container|inside/i, /KC_HOSTNAME|hostname/i],
  },

  // Audience.
  {
    title: 'aud with a trailing slash',
    situation: { claims: { aud: `${RESOURCE}/` } },
    says: [/trailing slash/],
  },
  { title: 'aud with another port', situation: { claims: { aud: `${RESOURCE}:8443` } }, says: [/port/] },
  {
    title: 'aud missing',
    seen: 'https://github.com/DuendeArchive/IdentityServer4/issues/4278',
    situation: { claims: { aud: undefined } },
    says: [/aud/, /resource/],
  },
  {
    title: 'an organization token of Logto',
    situation: { claims: { aud: 'urn:logto:organization:org1' } },
    says: [/organization token/i, /resource/],
  },
  {
    title: 'a Management API token',
    situation: { claims: { aud: 'https://default.logto.app/api' } },
    says: [/Management API/],
  },
  {
    title: 'Keycloak: aud is account',
    situation: {
      issuer: 'https://id.example.com/realms/shop',
      claims: { iss: 'https://id.example.com/realms/shop', aud: 'account' },
    },
    says: [/account/, /audience/i, /mapper/i],
  },
  {
    title: 'a token for Microsoft Graph',
    seen: 'https://github.com/AzureAD/azure-activedirectory-identitymodel-extensions-for-dotnet/issues/853',
    situation: {
      issuer: 'https://login.microsoftonline.com/t/v2.0',
      claims: {
        iss: 'https://login.microsoftonline.com/t/v2.0',
        aud: '00000003-0000-0000-c000-000000000000',
      },
    },
    says: [/Graph/, /api:\/\//],
  },

  // Time.
  {
    title: 'expired 37 seconds ago',
    situation: { claims: { exp: NOW - 37 } },
    says: [/37 s/, /refresh|new one/i],
  },
  {
    title: 'expired by a clock that runs ahead',
    situation: {
      claims: { exp: NOW - 37 },
      clock: { serverDate: (NOW - 172_800) * 1000, receivedAt: NOW * 1000 },
    },
    says: [/2 days/, /ahead/, /clock/],
  },
  {
    title: 'a clock that runs ahead, told by the answer with the keys',
    situation: {
      claims: { exp: NOW - 37 },
      fetch: json({ keys: [JWK] }, { date: new Date((NOW - 172_800) * 1000).toUTCString() }),
    },
    says: [/2 days/, /ahead/, /clock/],
  },
  {
    title: 'exp in milliseconds',
    situation: { claims: { exp: NOW * 1000 } },
    says: [/milliseconds/],
    never: [/compare the clocks/i],
  },
  { title: 'exp as text', situation: { claims: { exp: String(NOW + 60) } }, says: [/exp/, /text|number/i] },

  {
    title: 'not fresh enough for the route',
    situation: { claims: { iat: NOW - 600 }, requirement: { freshWithin: 60 } },
    says: [/10 min/, /60 s/, /refresh/i],
  },
  {
    title: 'issued ahead, where freshness counts',
    situation: { claims: { iat: NOW + 600 }, requirement: { freshWithin: 60 } },
    says: [/iat/, /ahead/, /clock/],
  },

  // Claims.
  { title: 'no sub', situation: { claims: { sub: undefined } }, says: [/sub/, /subject: 'optional'/] },

  // Scope.
  {
    title: 'a machine without a role',
    situation: { claims: { sub: 'client-1', scope: undefined }, requirement: { scopes: ['read:products'] } },
    says: [/machine/i, /role/i, /read:products/],
  },
  {
    title: 'permissions in permissions',
    seen: 'https://github.com/rabbitmq/rabbitmq-oauth2-tutorial/pull/60',
    situation: {
      claims: { scope: 'openid', permissions: ['read:products'] },
      requirement: { scopes: ['read:products'] },
    },
    says: [/permissions/, /scopeClaim: 'permissions'/],
    never: [/role of/i],
  },
  {
    title: 'permissions in roles',
    situation: {
      claims: { scope: '', roles: ['read:products'] },
      requirement: { scopes: ['read:products'] },
    },
    says: [/roles/, /scopeClaim/],
  },
  {
    title: 'reversed',
    situation: { claims: { scope: 'products:read' }, requirement: { scopes: ['read:products'] } },
    says: [/products:read/, /read:products/],
    never: [/role of/i],
  },
  {
    title: 'in the singular',
    situation: { claims: { scope: 'read:product' }, requirement: { scopes: ['read:products'] } },
    says: [/read:product\b/, /spell|singular|letter/i],
    never: [/role of/i],
  },
  {
    title: 'one of two permissions is there',
    situation: {
      claims: { scope: 'read:products' },
      requirement: { scopes: ['read:products', 'write:products'] },
    },
    says: [/write:products/, /role/i, /new token/i],
  },

  // Organization.
  {
    title: 'a token of an organization at a global API',
    situation: { claims: { organization_id: 'org1' } },
    says: [/org1/, /without/i, /organization_id/],
  },
  {
    title: 'a plain token where an organization is demanded',
    situation: { requirement: { organization: 'required' } },
    says: [/no organization/i, /organization_id/],
  },
  {
    title: 'a token of another organization than the request names',
    situation: {
      claims: { organization_id: 'org1' },
      headers: { 'x-organization': 'org2' },
      requirement: { organization: { header: 'x-organization' } },
    },
    says: [/org1/, /org2/],
  },

  // Outages.
  {
    title: 'DNS does not know the name',
    situation: { fetch: failing('ENOTFOUND', 'getaddrinfo ENOTFOUND tenant.logto.app') },
    says: [/DNS|name/i, /tenant\.logto\.app/],
  },
  {
    title: 'nothing listens',
    situation: {
      issuer: 'http://localhost:3001/oidc',
      claims: { iss: 'http://localhost:3001/oidc' },
      fetch: failing('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:3001'),
    },
    says: [/refused|listens/i, /container/i, /localhost/],
  },
  {
    title: 'a certificate of its own',
    seen: 'https://github.com/auth0/node-jwks-rsa/issues/67',
    situation: { fetch: failing('SELF_SIGNED_CERT_IN_CHAIN') },
    says: [/certificate/i, /NODE_EXTRA_CA_CERTS/],
  },
  {
    title: 'a web page instead of keys',
    situation: { fetch: answering(200, '<html>Sign in</html>', { 'content-type': 'text/html' }) },
    says: [/web page|HTML/i],
  },
  {
    title: '/oidc forgotten',
    situation: {
      issuer: 'https://tenant.logto.app',
      claims: { iss: 'https://tenant.logto.app' },
      discovered: true,
      fetch: answering(404),
    },
    says: [/404/, /\/oidc/],
  },
  {
    title: 'a redirect',
    situation: { fetch: answering(301, '', { location: 'https://auth.example.com/oidc/jwks' }) },
    says: [/redirect/i, /auth\.example\.com/],
  },
  {
    title: 'the discovery document at the key address',
    situation: { fetch: json({ issuer: ISSUER, jwks_uri: `${ISSUER}/jwks` }) },
    says: [/discovery document/i, /discoveredKeys/],
  },
  {
    title: 'a discovery document that says http',
    situation: {
      discovered: true,
      fetch: json({ issuer: ISSUER.replace('https', 'http'), jwks_uri: `${ISSUER}/jwks` }),
    },
    says: [/http:/, /https/, /proxy/i],
  },
  {
    title: 'no usable key in the set',
    situation: { fetch: json({ keys: [{ ...JWK, use: 'enc' }] }) },
    says: [/no (?:usable )?key|empty/i],
  },
  {
    title: 'a key set whose only key has a padded modulus',
    seen: 'RFC 7518 §6.3.1.1',
    situation: { header: { alg: 'RS256' }, fetch: json({ keys: [PADDED_KEY] }) },
    says: [/modulus/, /base64url/, /padding/],
    never: [/private/],
  },
  {
    title: 'a PEM at the key address',
    situation: { fetch: answering(200, '-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n') },
    says: [/PEM/, /jwks_uri/, /staticKeys/],
  },
  {
    title: 'certificates as PEM at the key address, by the name of their key',
    seen: 'https://www.googleapis.com/oauth2/v1/certs',
    situation: { fetch: json({ 'key-1': '-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n' }) },
    says: [/PEM/, /jwks_uri/, /importX509/],
  },

  // Standing.
  {
    title: 'a token that was revoked',
    situation: { standing: () => revoking({ sub: 'user-1' }), wait: 1100 },
    says: [/revoked/, /refresh/],
    never: [/expired/],
  },
  {
    title: 'a token that was revoked this second',
    situation: { standing: () => revoking({ client: 'client-1' }) },
    says: [/revoked a moment ago/, /come(?:s)? again/, /Retry-After/],
  },
  {
    title: 'a store of cut-offs that cannot be reached',
    situation: { standing: () => unheard },
    says: [/cannot be heard/, /store/, /whenUnknown/],
    never: [/keys/],
  },
  {
    title: 'a token that lives longer than what revokes it',
    situation: { claims: { exp: NOW + 86_400 }, standing: () => revoking({ jti: 'other' }) },
    says: [/24 hours/, /longestTokenLife/, /2 hours/],
  },
  {
    title: 'roles that are no list of texts',
    situation: { claims: { role_ids: 7 }, standing: () => byRole },
    says: [/role/, /list of texts/, /claims/],
  },
];
