import { isLoopbackUrl } from '../../hosts.js';
import { isObject, member } from '../../json.js';
import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';
import { quoted } from '../words.js';
import { MEND_PADDED, PADDED } from './keys.js';
import { differenceOf } from './names.js';

const CERTIFICATE =
  /^(?:SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/;
const SLOW = /^(?:UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)$/;

function make(name: string, sentence: string, mend: string, found?: string, expected?: string): Finding {
  return finding(`keys.${name}`, 'certain', sentence, mend, expected, found);
}

/** 503: the keys cannot be had. */
export function explainOutage(seen: Look): Finding {
  const { error, issuer } = seen;
  const cause = isObject(error.cause) ? error.cause : {};
  const kind = textOf(cause, 'kind') ?? error.check;
  const host = hostOf(issuer);
  const instead = explainInstead(textOf(cause, 'found'), host);
  if (instead !== undefined) return instead;
  switch (kind ?? '') {
    case 'network':
      return explainNetwork(codeOf(cause), host, issuer);
    case 'timeout':
      return make(
        'timeout',
        `${host} did not answer in time.`,
        'Look at the way to it: a proxy that has to be used, a firewall that drops, an overloaded server. The option timeout sets the limit.',
      );
    case 'status':
      return explainStatus(seen, Number(member(cause, 'status')), host);
    case 'redirect':
      return make(
        'redirect',
        `${host} answered with a redirect${foundIn(cause, ' to ')}. None is followed for keys.`,
        'Configure the final address.',
        textOf(cause, 'found'),
      );
    case 'size':
      return make(
        'size',
        `The answer of ${host} is larger than the option maxBytes allows.`,
        'Look at what is at that address; a key set has a few kilobytes.',
      );
    case 'json':
      return make(
        'no-json',
        `The answer of ${host} is not JSON.`,
        'Look at what is at that address: it should be a key set.',
      );
    case 'shape':
      return make(
        'shape',
        `The answer of ${host} is JSON, and neither a key set nor a discovery document.`,
        'Look at what is at that address: it should be a key set.',
      );
    case 'empty':
      return make(
        'empty',
        'The key set has no usable key: private, symmetric, weak and encryption keys do not count.',
        'Have the authorization server publish a signing key (`use` sig, RSA from 2048 bits, EC or Ed25519).',
      );
    case 'issuer':
      return explainDiscoveredIssuer(cause, issuer);
    case 'address':
      return make(
        'jwks-uri',
        `The discovery document names no \`jwks_uri\` that keys may be fetched from${foundIn(cause, ': ')}.`,
        'It has to be https, or http on loopback and hosts of the option httpHosts. A server behind a proxy that calls itself http has to trust its proxy’s headers.',
        textOf(cause, 'found'),
      );
    default:
      return finding(
        'keys.unavailable',
        'possible',
        'The keys cannot be had at the moment: the last fetch failed, and the next one is not due yet; or what gives keys or time threw.',
        'Look at keys.state().lastFailure and at the cause of the error.',
      );
  }
}

/** What came in place of keys that can be used. */
function explainInstead(word: string | undefined, host: string): Finding | undefined {
  switch (word) {
    case 'web page':
      return make(
        'web-page',
        `The answer of ${host} is a web page (HTML), not a key set: a sign-in page, a proxy’s error page, or the wrong address.`,
        'Open the address from this machine, and configure that of the key set.',
      );
    case 'discovery':
      return make(
        'discovery-document',
        'At the address of the key set is the discovery document.',
        'Use discoveredKeys(issuer), the default of the option keys, or give remoteKeys the address under `jwks_uri`.',
      );
    case 'PEM':
      return make(
        'pem',
        `The answer of ${host} is PEM.`,
        'Use the address under `jwks_uri`, or give staticKeys a JWK of it (jose: importX509, exportJWK).',
      );
    case 'padded':
      return make('padded', `The only key ${PADDED}`, MEND_PADDED);
    case undefined:
    default:
      return undefined;
  }
}

function explainNetwork(code: string | undefined, host: string, issuer: string | undefined): Finding {
  if (code === 'ENOTFOUND')
    return make(
      'dns',
      `DNS does not know the name ${host}.`,
      'Check the option issuer for a slip of the pen, and whether this machine or container can resolve that name.',
      code,
    );
  if (code === 'EAI_AGAIN')
    return make(
      'dns-down',
      `DNS gave no answer for ${host}: the resolver cannot be reached from here.`,
      'Check the network and DNS settings of this machine or container.',
      code,
    );
  if (code === 'ECONNREFUSED') {
    const isLocal = issuer !== undefined && isLoopbackUrl(issuer);
    return make(
      'refused',
      `The connection to ${host} was refused: nothing listens there.`,
      isLocal
        ? 'Start the authorization server. In a container, localhost is the container itself: use the name of the server’s service and the option httpHosts.'
        : 'Is the server running, and is the port right?',
      code,
    );
  }
  if (code !== undefined && CERTIFICATE.test(code)) {
    return make(
      'certificate',
      `The certificate of ${host} is signed by nobody whom this machine trusts: a company’s proxy or a certificate of its own (${code}).`,
      'Give Node.js that authority: NODE_EXTRA_CA_CERTS=/path/to/ca.pem. Never switch verification off.',
      code,
    );
  }
  if (code === 'CERT_HAS_EXPIRED')
    return make(
      'certificate-expired',
      `The certificate of ${host} has ended (${code}), or the clock here is far ahead.`,
      'Renew the certificate; look at the clock of this machine.',
      code,
    );
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return make(
      'certificate-name',
      `The certificate of ${host} is for another name (${code}).`,
      'Use the name that the certificate is for, or get one for this name.',
      code,
    );
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'EPROTO')
    return make(
      'no-tls',
      `${host} does not speak TLS there: https was asked of a port that speaks http (${code}).`,
      'Check the option issuer.',
      code,
    );
  if (code !== undefined && SLOW.test(code))
    return make(
      'unreachable',
      `No connection to ${host} (${code}).`,
      'A firewall drops it, or a proxy has to be used: Node.js takes HTTPS_PROXY only with NODE_USE_ENV_PROXY=1, or give the option fetch.',
      code,
    );
  if (code === 'ECONNRESET' || code === 'UND_ERR_SOCKET')
    return make(
      'reset',
      `The connection to ${host} broke (${code}).`,
      'Look at what stands between: a proxy, a firewall.',
      code,
    );
  return finding(
    'keys.network',
    'likely',
    `There is no connection to ${host}${code === undefined ? '' : ` (${code})`}.`,
    'Is it running, and does this machine reach it without a proxy?',
    undefined,
    code,
  );
}

function explainStatus({ issuer, provider }: Look, status: number, host: string): Finding {
  const found = String(status);
  if (status === 404) {
    const path =
      issuer !== undefined && URL.canParse(issuer) ? new URL(issuer).pathname.replace(/\/$/, '') : undefined;
    const forgotten = provider?.issuerPath ?? '/oidc';
    return path === ''
      ? make(
          'path-forgotten',
          `${host} answered 404: there is no discovery document under the issuer.`,
          `A path was forgotten: the issuer of Logto ends in ${forgotten}, that of Keycloak in /realms/<realm>.`,
          found,
          '200',
        )
      : make(
          'not-found',
          `${host} answered 404: there is nothing at that address.`,
          'Check the address of the key set, or the option issuer, against the discovery document.',
          found,
          '200',
        );
  }
  if (status === 429)
    return make(
      'too-many',
      `${host} answered 429: too many requests from here.`,
      'Keep one verifier for the whole app, and share keys between machines by the option store.',
      found,
      '200',
    );
  if (status >= 500)
    return make(
      'server',
      `${host} answered ${status}: the server, or a proxy in front of it, is in trouble.`,
      'It is asked again by itself. Look at its own log.',
      found,
      '200',
    );
  return make(
    'status',
    `${host} answered ${status} where 200 is expected.`,
    'Key sets are public: look at what stands in front of that address (a firewall, a sign-in).',
    found,
    '200',
  );
}

function explainDiscoveredIssuer(cause: object, issuer = ''): Finding {
  const found = textOf(cause, 'found');
  if (found === undefined)
    return make(
      'issuer',
      'The discovery document names another issuer than the option issuer.',
      'Set the option issuer to exactly what the document says.',
      found,
      issuer,
    );
  const difference = differenceOf(found, issuer);
  if (difference?.includes('http:') === true && issuer.startsWith('https:')) {
    return make(
      'issuer-http',
      `The discovery document says ${quoted(found)}, with http: where https: is expected: the server stands behind a proxy and does not know.`,
      'Have the proxy send X-Forwarded-Proto, and have the server trust it (Logto: TRUST_PROXY_HEADER=1; Keycloak: KC_PROXY_HEADERS=xforwarded).',
      found,
      issuer,
    );
  }
  return make(
    'issuer',
    difference === undefined
      ? `The discovery document names another issuer: ${quoted(found)}.`
      : `The discovery document’s issuer differs from the option issuer ${difference}: ${quoted(found)}.`,
    'Set the option issuer to exactly what the document says.',
    found,
    issuer,
  );
}

function foundIn(cause: object, before: string): string {
  const found = textOf(cause, 'found');
  return found === undefined ? '' : `${before}${found}`;
}

function hostOf(issuer: string | undefined): string {
  return issuer !== undefined && URL.canParse(issuer)
    ? new URL(issuer).host || 'the authorization server'
    : 'the authorization server';
}

function codeOf(cause: object): string | undefined {
  const inner = member(cause, 'cause');
  return textOf(cause, 'code') ?? (isObject(inner) ? textOf(inner, 'code') : undefined);
}

function textOf(thing: object, name: string): string | undefined {
  const value = member(thing, name);
  return typeof value === 'string' ? value : undefined;
}
