import { AUTH0, ISSUER, KEYCLOAK, outage, type Situations, trusting } from './support.js';

const here = trusting(ISSUER);
const network = (code?: string) => outage({ kind: 'network', code });
const status = (code: number) => outage({ kind: 'status', status: code });
const page = (found: string) => outage({ kind: 'json', found });
const document = (found?: string) => outage({ kind: 'issuer', found });

export const outages: Situations = {
  'keys: nothing is known': { error: outage() },
  'keys: something threw': { error: outage({}, 'threw'), evidence: here },
  'keys: a web page': { error: page('web page'), evidence: here },
  'keys: the discovery document': { error: page('discovery'), evidence: here },
  'keys: PEM': { error: page('PEM'), evidence: here },
  'keys: padded': { error: outage({ kind: 'empty', found: 'padded' }), evidence: here },
  'keys: no JSON, of nobody': { error: page('x') },
  'keys: an issuer without a host': { error: page('x'), evidence: trusting('urn:x') },
  'keys: an issuer that is no address': { error: page('x'), evidence: trusting('x') },
  'keys: timeout': { error: outage({ kind: 'timeout' }), evidence: here },
  'keys: timeout, by the error alone': { error: outage(undefined, 'timeout'), evidence: here },
  'keys: a redirect': { error: outage({ kind: 'redirect', found: 'https://x.test/jwks' }), evidence: here },
  'keys: a redirect to nowhere': { error: outage({ kind: 'redirect' }), evidence: here },
  'keys: size': { error: outage({ kind: 'size' }), evidence: here },
  'keys: no JSON': { error: outage({ kind: 'json' }), evidence: here },
  'keys: shape': { error: outage({ kind: 'shape' }), evidence: here },
  'keys: empty': { error: outage({ kind: 'empty' }), evidence: here },
  'keys: no address': { error: outage({ kind: 'address' }), evidence: here },
  'keys: an address by http': {
    error: outage({ kind: 'address', found: 'http://x.test/jwks' }),
    evidence: here,
  },
  'keys: DNS': { error: network('ENOTFOUND'), evidence: here },
  'keys: DNS for the moment': { error: network('EAI_AGAIN'), evidence: here },
  'keys: refused': { error: network('ECONNREFUSED'), evidence: here },
  'keys: refused, of nobody': { error: network('ECONNREFUSED') },
  'keys: refused on loopback': {
    error: network('ECONNREFUSED'),
    evidence: trusting('http://localhost:3001/oidc'),
  },
  'keys: a certificate of its own': { error: network('SELF_SIGNED_CERT_IN_CHAIN'), evidence: here },
  'keys: a certificate that has ended': { error: network('CERT_HAS_EXPIRED'), evidence: here },
  'keys: a certificate of another name': { error: network('ERR_TLS_CERT_ALTNAME_INVALID'), evidence: here },
  'keys: no TLS': { error: network('ERR_SSL_WRONG_VERSION_NUMBER'), evidence: here },
  'keys: no TLS, by the protocol': { error: network('EPROTO'), evidence: here },
  'keys: unreachable': { error: network('ETIMEDOUT'), evidence: here },
  'keys: reset': { error: network('ECONNRESET'), evidence: here },
  'keys: reset by the socket': { error: network('UND_ERR_SOCKET'), evidence: here },
  'keys: a network of another kind': { error: network('EOTHER'), evidence: here },
  'keys: a network without a code': { error: network(), evidence: here },
  'keys: a code underneath': {
    error: outage({ kind: 'network', cause: { code: 'ENOTFOUND' } }),
    evidence: here,
  },
  'keys: no code underneath': { error: outage({ kind: 'network', cause: 'x' }), evidence: here },
  'keys: 404': { error: status(404), evidence: here },
  'keys: 404, of nobody': { error: status(404) },
  'keys: 404, no address': { error: status(404), evidence: trusting('x') },
  'keys: 404 without a path': { error: status(404), evidence: trusting('https://tenant.logto.app/') },
  'keys: 404 without a path, of nobody in particular': {
    error: status(404),
    evidence: trusting('https://id.example.com'),
  },
  'keys: 404 without a path, at Auth0': { error: status(404), evidence: trusting(AUTH0) },
  'keys: 404 at Keycloak': { error: status(404), evidence: trusting(`${KEYCLOAK}/`) },
  'keys: 429': { error: status(429), evidence: here },
  'keys: 500': { error: status(500), evidence: here },
  'keys: 499': { error: status(499), evidence: here },
  'keys: 403': { error: status(403), evidence: here },
  'keys: a document of another issuer': { error: document('https://x.test/oidc'), evidence: here },
  'keys: a document of an issuer with a slash': { error: document(`${ISSUER}/`), evidence: here },
  'keys: a document that says http': { error: document('http://tenant.logto.app/oidc'), evidence: here },
  'keys: a document that says https': {
    error: document('https://tenant.logto.app/oidc'),
    evidence: trusting('http://tenant.logto.app/oidc'),
  },
  'keys: a document of an issuer that is not told': { error: document(), evidence: here },
  'keys: a document of an issuer, and nothing is known': { error: document('https://x.test/oidc') },
};
