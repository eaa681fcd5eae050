import { createVerifier, isTokenError, discoveredKeys } from '@acme/token-core';
import { explain, type Finding } from '@acme/token-core/explain';
import {
  type AccessFacts,
  explainAccess,
  explainCertificateFile,
  explainClock,
  explainIssuerName,
  explainLateProxy,
  explainLogin,
  explainNetwork,
  explainNoCallback,
  explainOpaque,
  explainSettings,
  explainTlsOff,
  type LoginFacts,
  type NetworkFacts,
} from '@acme/token-doctor/causes';
import { failing } from './network.js';
import { NOW, RESOURCE } from './world.js';

/** A cause that needs more evidence than a request and its verifier have: only token-doctor looks that far. */
export interface DoctorCause {
  readonly title: string;
  readonly seen?: string;
  readonly find: () => Finding | undefined | Promise<Finding | undefined>;
  readonly says: readonly RegExp[];
  readonly never?: readonly RegExp[];
}

const ISSUER = 'https://auth.example.com/oidc';

/** What the start of an API with these options throws. */
function starting(options: Readonly<Record<string, unknown>>): () => Finding {
  return () => {
    try {
      createVerifier({ issuer: ISSUER, resource: RESOURCE, ...options });
    } catch (error) {
      return explainSettings({ kind: 'threw', file: 'auth.ts', message: (error as Error).message });
    }
    throw new Error('the verifier was made');
  };
}

/** What is said of keys that cannot be had, with what was seen of the network besides. */
function network(code: string, facts: Partial<NetworkFacts>, issuer = ISSUER): () => Promise<Finding> {
  return async () => {
    const keys = discoveredKeys(issuer, { fetch: failing(code) });
    const verifier = createVerifier({ issuer, resource: RESOURCE, keys });
    const error: unknown = await verifier.ready().catch((thrown: unknown) => thrown);
    if (!isTokenError(error)) throw new Error('the keys were there');
    return explainNetwork(explain(error, { verifier }), { issuer, ...facts });
  };
}

const PROXY = { variable: 'HTTPS_PROXY', address: 'http://proxy.example.com:3128' };

function access(facts: Partial<AccessFacts>): () => Finding | undefined {
  return () =>
    explainAccess({
      who: 'alice',
      permission: 'write:products',
      indicator: RESOURCE,
      subject: { kind: 'user', name: 'alice', id: 'u1', isSuspended: false },
      hasResource: true,
      hasPermission: true,
      similar: undefined,
      elsewhere: [],
      paths: [],
      holders: [],
      asked: undefined,
      granted: undefined,
      ...facts,
    });
}

const MACHINE = { kind: 'machine', name: 'nightly-import', id: 'm1', isSuspended: false } as const;
const HELD = { paths: [{ role: 'editor', organization: undefined, permission: 'write:products' }] };
const GRANTED = { scopes: ['read:products'], issuedAt: NOW - 600, now: NOW };

function login(facts: Partial<LoginFacts>): () => Finding {
  const common = { resource: RESOURCE, clientId: 'web-app', redirectUri: 'http://127.0.0.1:8976/callback' };
  return () => explainLogin({ ...common, error: undefined, at: 'token', ...facts });
}

/** The causes that only token-doctor tells apart. */
export const onlyDoctor: readonly DoctorCause[] = [
  // Settings.
  {
    title: 'an environment variable that is not set',
    find: starting({ issuer: String(undefined) }),
    says: [/issuer/, /environment variable/, /--env-file/],
  },
  {
    title: 'an option that is not there at all',
    find: starting({ resource: undefined }),
    says: [/resource/, /environment variable/],
  },
  {
    title: 'an option that has no such value',
    find: starting({ clockTolerance: 600 }),
    says: [/clockTolerance/, /60/],
    never: [/environment variable/],
  },
  {
    title: 'a configuration file that reads a database',
    find: () =>
      explainSettings({ kind: 'threw', file: 'auth.ts', message: 'connect ECONNREFUSED 127.0.0.1:5432' }),
    says: [/auth\.ts/, /ECONNREFUSED/],
  },
  {
    title: 'a configuration file that never ends its imports',
    find: () => explainSettings({ kind: 'hangs', file: 'auth.ts' }),
    says: [/in time/, /file of its own/],
  },
  {
    title: 'a configuration file without a verifier',
    find: () => explainSettings({ kind: 'none', file: 'auth.ts', names: ['config'] }),
    says: [/exports no verifier/, /config/, /createVerifier/],
  },
  {
    title: 'verification of certificates switched off',
    find: explainTlsOff,
    says: [/NODE_TLS_REJECT_UNAUTHORIZED/, /NODE_EXTRA_CA_CERTS/],
  },
  {
    title: 'a file of authorities that was not mounted',
    find: () => explainCertificateFile('/etc/ssl/company.pem'),
    says: [/NODE_EXTRA_CA_CERTS/, /mount|path/],
  },

  // Network.
  {
    title: 'a proxy that Node.js does not use by itself',
    seen: 'https://github.com/nodejs/node/issues/8381',
    find: network('ENOTFOUND', { proxy: { ...PROXY, isUsed: false, state: 'open' } }),
    says: [/proxy/i, /NODE_USE_ENV_PROXY=1/],
    never: [/slip of the pen/],
  },
  {
    title: 'a proxy that does not listen',
    find: network('ECONNREFUSED', { proxy: { ...PROXY, isUsed: true, state: 'refused' } }),
    says: [/proxy/i, /refuses/, /NO_PROXY/],
    never: [/auth\.example\.com.*nothing listens/],
  },
  {
    title: 'a proxy that wants a password',
    find: network('UND_ERR_SOCKET', { proxy: { ...PROXY, isUsed: true, state: 'wants-credentials' } }),
    says: [/407/, /credentials|password/],
  },
  {
    title: 'a proxy that lets nobody through to that host',
    find: network('UND_ERR_SOCKET', { proxy: { ...PROXY, isUsed: true, state: 'forbids' } }),
    says: [/does not let/, /rules|NO_PROXY/],
  },
  {
    title: 'a proxy that does not reach the server itself',
    find: network('UND_ERR_SOCKET', { proxy: { ...PROXY, isUsed: true, state: 'no-way' } }),
    says: [/cannot reach/, /NO_PROXY/],
    never: [/does not let/],
  },
  {
    title: 'a proxy of a kind that Node.js does not use by itself',
    find: network('ENOTFOUND', {
      proxy: { ...PROXY, address: 'socks5://proxy.example.com:1080', isUsed: false, state: 'unknown-kind' },
    }),
    says: [/socks5/, /http and https proxies/],
  },
  {
    title: 'a variable that holds no address of a proxy',
    find: network('ENOTFOUND', { proxy: { ...PROXY, address: '', isUsed: false, state: 'unreadable' } }),
    says: [/HTTPS_PROXY holds no address/, /http:\/\/host:port/],
  },
  {
    title: 'an exception to the proxy that Node.js does not read',
    find: network(
      'UND_ERR_SOCKET',
      { proxy: { ...PROXY, isUsed: true, state: 'forbids', missedException: '10.0.0.0/8' } },
      'https://10.1.2.3/oidc',
    ),
    says: [/10\.0\.0\.0\/8/, /letter by letter/, /10\.1\.2\.3/],
  },
  {
    title: 'a proxy that Node.js was told of too late',
    find: () => explainLateProxy(),
    says: [/NODE_USE_ENV_PROXY=1/, /too late/],
  },
  {
    title: 'a certificate of a company’s own authority',
    find: network('SELF_SIGNED_CERT_IN_CHAIN', {
      certificate: { issuedTo: 'auth.example.com', issuedBy: 'Example Corp Proxy CA', validTo: '' },
    }),
    says: [/Example Corp Proxy CA/, /NODE_EXTRA_CA_CERTS/],
    never: [/signed by itself/],
  },
  {
    title: 'a certificate that is signed by itself',
    find: network('DEPTH_ZERO_SELF_SIGNED_CERT', {
      certificate: { issuedTo: 'localhost', issuedBy: 'localhost', validTo: '' },
    }),
    says: [/signed by itself/, /NODE_EXTRA_CA_CERTS/],
  },
  {
    title: 'the address of the discovery document as the issuer',
    find: network('ECONNREFUSED', { issuerAbove: ISSUER }, `${ISSUER}/.well-known/openid-configuration`),
    says: [/address of a document/, new RegExp(ISSUER)],
  },
  {
    title: 'localhost in a container',
    find: network('ECONNREFUSED', { isInContainer: true }, 'http://localhost:3001/oidc'),
    says: [/container/, /httpHosts/],
    never: [/Start the authorization server/],
  },
  {
    title: 'a clock two days behind, whatever token comes',
    find: () => explainClock(-172_800),
    says: [/2 days behind/, /NTP/],
  },
  {
    title: 'keys from an address of their own, and an issuer by another name',
    find: () => explainIssuerName('https://auth.example.com/oidc/', ISSUER),
    says: [/trailing slash/, /iss/],
  },
  {
    title: 'an opaque token that the issuer knows',
    find: () => explainOpaque(true, RESOURCE),
    says: [/userinfo/, /resource=/, /both/],
  },
  {
    title: 'a text that the issuer does not know',
    find: () => explainOpaque(false, RESOURCE),
    says: [/expired/, /refresh token|secret/],
  },

  // The access model.
  {
    title: 'a role that lacks the permission',
    find: access({ holders: [{ name: 'editor', kind: 'user', isOrganization: false }] }),
    says: [/alice/, /editor/, /sign in again/],
  },
  {
    title: 'a machine without a role',
    find: access({
      subject: MACHINE,
      holders: [{ name: 'm2m-editor', kind: 'machine', isOrganization: false }],
    }),
    says: [/nightly-import/, /m2m-editor/, /next token/],
    never: [/sign in/],
  },
  {
    title: 'a role of the wrong kind',
    find: access({ subject: MACHINE, holders: [{ name: 'editor', kind: 'user', isOrganization: false }] }),
    says: [/wrong kind/, /machines/],
  },
  { title: 'a permission that no role holds', find: access({}), says: [/no role/i, /write:products/] },
  {
    title: 'a permission of another resource',
    find: access({ hasPermission: false, elsewhere: ['https://orders.example.com'] }),
    says: [/another resource/, /orders\.example\.com/],
  },
  {
    title: 'a permission that is spelled otherwise at the tenant',
    find: access({ hasPermission: false, similar: 'products:write' }),
    says: [/products:write/, /[Ss]pell/],
  },
  {
    title: 'a permission that nobody created',
    find: access({ hasPermission: false }),
    says: [/has no permission/, /Create/],
  },
  {
    title: 'a resource that is not registered',
    find: access({ hasResource: false }),
    says: [/registered/, /indicator/],
  },
  { title: 'a user who does not exist', find: access({ subject: undefined }), says: [/no user/, /alice/] },
  {
    title: 'a suspended user',
    find: access({ subject: { kind: 'user', name: 'alice', id: 'u1', isSuspended: true }, ...HELD }),
    says: [/suspended/],
  },
  {
    title: 'a machine that may in an organization alone',
    find: access({
      subject: MACHINE,
      paths: [{ role: 'org-editor', organization: 'Acme', permission: 'write:products' }],
    }),
    says: [/Acme/, /organization_id/],
  },
  {
    title: 'an app instead of a person',
    find: access({ subject: { kind: 'app', name: 'shop', id: 'a1', isSuspended: false } }),
    says: [/signed-in user/, /machine-to-machine/],
  },
  {
    title: 'a permission that the client does not ask for',
    find: access({ ...HELD, asked: ['read:products'], granted: GRANTED }),
    says: [/does not ask/, /scope/],
    never: [/role was given/],
  },
  {
    title: 'a role that was given after the token was made',
    find: access({ ...HELD, asked: ['write:products'], granted: GRANTED }),
    says: [/10 min ago/, /after the sign-in/, /sign in again/],
    never: [/not ask/],
  },
  {
    title: 'held now, and not in the token: two causes, and what tells them apart',
    find: access({ ...HELD, granted: GRANTED }),
    says: [/not asked for/, /role was given after/, /Look at `scope`/],
  },

  // Signing in.
  {
    title: 'a resource that the authorization server does not know',
    find: login({ error: 'invalid_target', at: 'authorization' }),
    says: [/invalid_target/, /Register/],
  },
  {
    title: 'a redirect URI that is not registered',
    find: login({ error: 'invalid_redirect_uri', at: 'authorization' }),
    says: [/redirect URI/, /[Rr]egister/],
  },
  {
    title: 'a client that does not exist',
    find: login({ error: 'invalid_client', at: 'authorization' }),
    says: [/knows no client/, /tenant/],
  },
  {
    title: 'a client that needs its secret',
    find: login({ error: 'invalid_client' }),
    says: [/secret/, /TOKEN_DOCTOR_CLIENT_SECRET/],
  },
  { title: 'a server that does not take resource', find: login({}), says: [/opaque/, /RFC 8707|audience/] },
  {
    title: 'a browser that never comes back',
    find: () => explainNoCallback('http://127.0.0.1:8976/callback'),
    says: [/came back/, /not registered/],
  },
];
