import { type Finding, finding } from '../finding.js';
import type { Look } from '../look.js';

/** Fields into which gateways put the credentials that they took out of `Authorization`. */
const MOVED = [
  'x-forwarded-authorization',
  'x-original-authorization',
  'x-serverless-authorization',
  'x-forwarded-access-token',
  'x-auth-request-access-token',
  'x-amzn-oidc-accesstoken',
  'x-amzn-oidc-data',
  'x-ms-token-aad-access-token',
  'x-goog-iap-jwt-assertion',
  'cf-access-jwt-assertion',
  'x-authorization',
  'x-access-token',
  'x-auth-token',
  'proxy-authorization',
];

/** The registered authentication schemes (IANA), which may be named; anything else in their place may be a secret. */
const SCHEMES = [
  'Basic',
  'Digest',
  'DPoP',
  'GNAP',
  'HOBA',
  'Mutual',
  'Negotiate',
  'OAuth',
  'PrivateToken',
  'vapid',
];

/** No token: which of the many ways it got lost. */
export function explainMissing(seen: Look): Finding {
  const { error, field, evidence } = seen;
  const header = evidence.verifier?.tokenHeader;
  if (header !== undefined) {
    return finding(
      'missing.header',
      'certain',
      `The request has no token in ${header} (option tokenHeader).`,
      'Send it there.',
      header,
    );
  }
  if (error.check === 'scheme') return explainScheme(seen);
  const mend = 'Send `Authorization: Bearer <access token>`.';
  if (error.check === 'empty') {
    return finding('missing.empty', 'certain', 'The Authorization header is there and empty.', mend);
  }
  if (evidence.request?.method === 'OPTIONS') {
    return finding(
      'missing.preflight',
      'certain',
      'This is a preflight: a browser sends OPTIONS without credentials and asks whether it may send them.',
      'Let the CORS middleware answer before this guard, and let it allow the header Authorization.',
    );
  }
  const moved = MOVED.find((name) => field(name) !== undefined);
  if (moved !== undefined) {
    return finding(
      'missing.moved',
      'certain',
      `The request has no Authorization header, but ${moved}: a gateway or proxy has put the credentials there.`,
      'Have the gateway pass `Authorization` on. Another field is read only where you name it (option tokenHeader).',
      'Authorization',
      moved,
    );
  }
  if (hasTokenInQuery(evidence.request?.url)) {
    return finding(
      'missing.query',
      'certain',
      'The token is in the query of the address, where logs and histories keep it; it is not read there (RFC 6750 §2.3).',
      'Send it in the header: `Authorization: Bearer <access token>`.',
    );
  }
  if (/(?:token|jwt|auth|session|logto)[^=;]*=|=eyJ/i.test(field('cookie') ?? '')) {
    return finding(
      'missing.cookie',
      'likely',
      'The request has a cookie that may hold a token or a session, and no Authorization header. Cookies are never read.',
      'Have the client, or the server that owns the cookie, send the access token in the header: `Authorization: Bearer <access token>`.',
    );
  }
  if (
    field('via') !== undefined ||
    field('x-forwarded-for') !== undefined ||
    field('forwarded') !== undefined
  ) {
    return finding(
      'missing.proxy',
      'possible',
      'The request came through a proxy and has no Authorization header: the client did not send it, or the proxy took it out.',
      'Look at the request in front of the proxy. If the header is there, have the proxy pass on Authorization (nginx: no `proxy_set_header Authorization ""`).',
    );
  }
  if (field('origin') !== undefined || field('sec-fetch-mode') !== undefined) {
    return finding(
      'missing.browser',
      'likely',
      'A browser sent this request without an Authorization header: `fetch` sends none by itself, and a redirect to another host drops it.',
      `${mend} CORS has to allow that header.`,
    );
  }
  return finding(
    'missing.absent',
    'certain',
    'The request has no Authorization header.',
    `${mend} A redirect to another host drops the header.`,
  );
}

function explainScheme({ authorization = '' }: Look): Finding {
  const value = authorization.trim();
  if (/^bearer%20/i.test(value)) {
    return finding(
      'credentials.encoded',
      'certain',
      'The value of the Authorization header is URL-encoded: a percent sign stands where the blank after Bearer should be.',
      'Send the header as it is; nothing in it has to be encoded.',
    );
  }
  if (/^[\w-]+\.[\w-]+\.[\w-]*$/.test(value)) {
    return finding(
      'missing.no-scheme',
      'certain',
      'The Authorization header holds a token without `Bearer ` in front of it: the client left it out, or a proxy cut it off.',
      'Send `Authorization: Bearer <access token>`.',
    );
  }
  const scheme = SCHEMES.find((name) => name.toLowerCase() === value.split(' ', 1)[0]?.toLowerCase());
  if (scheme === 'DPoP') {
    return finding(
      'missing.dpop',
      'certain',
      'The token was sent with the scheme DPoP. Proof of possession is not checked here.',
      'Have the client ask for a plain token, and send it as `Authorization: Bearer <access token>`.',
      'Bearer',
      'DPoP',
    );
  }
  return finding(
    'missing.scheme',
    'certain',
    scheme === undefined
      ? 'The Authorization header begins with a scheme that is not Bearer.'
      : `The Authorization header has the scheme ${scheme}, not Bearer.`,
    'Send `Authorization: Bearer <access token>`.',
    'Bearer',
    scheme,
  );
}

function hasTokenInQuery(url: unknown): boolean {
  return (
    typeof url === 'string' && /[?&](?:access_token|token|jwt|auth_token|id_token)=/i.test(url.slice(0, 8192))
  );
}
