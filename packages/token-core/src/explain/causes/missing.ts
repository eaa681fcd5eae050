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
  const { error, field, evidence, header, mend } = seen;
  if (error.check === 'scheme') return explainScheme(seen);
  if (error.check === 'empty') {
    return finding('missing.empty', 'certain', `The ${header} header is there and empty.`, mend);
  }
  if (evidence.request?.method === 'OPTIONS') {
    return finding(
      'missing.preflight',
      'certain',
      'This is a preflight: a browser sends OPTIONS without credentials and asks whether it may send them.',
      `Let the CORS middleware answer before this guard, and let it allow the header ${header}.`,
    );
  }
  const none = `The request has no ${header} header`;
  const isOwnField = header !== 'Authorization';
  const moved = isOwnField ? undefined : MOVED.find((name) => field(name) !== undefined);
  if (moved !== undefined) {
    return finding(
      'missing.moved',
      'certain',
      `${none}, but ${moved}: a gateway or proxy has put the credentials there.`,
      'Have the gateway pass `Authorization` on. Another field is read only where you name it (option tokenHeader).',
      header,
      moved,
    );
  }
  if (hasTokenInQuery(evidence.request?.url)) {
    return finding(
      'missing.query',
      'certain',
      'The token is in the query of the address, where logs and histories keep it; it is not read there (RFC 6750 §2.3).',
      `Use the header. ${mend}`,
    );
  }
  // Cookie by cookie, from the beginning: a pattern over all of them takes quadratic time for a long name.
  if (
    field('cookie')
      ?.split(';')
      .some((cookie) => cookie.includes('=') && /^[^=]*(?:token|jwt|auth|session|logto)|=eyJ/i.test(cookie))
  ) {
    return finding(
      'missing.cookie',
      'likely',
      `${none}, but a cookie that may hold a token or a session. Cookies are never read.`,
      mend,
    );
  }
  if (isOwnField) {
    const sentence = `The request has no token in ${header} (option tokenHeader).`;
    return finding('missing.header', 'certain', sentence, mend, header);
  }
  if (
    field('via') !== undefined ||
    field('x-forwarded-for') !== undefined ||
    field('forwarded') !== undefined
  ) {
    return finding(
      'missing.proxy',
      'possible',
      `${none}, and came through a proxy: the client did not send it, or the proxy took it out.`,
      'Look at the request in front of the proxy. If the header is there, have the proxy pass on Authorization (nginx: no `proxy_set_header Authorization ""`).',
    );
  }
  if (field('origin') !== undefined || field('sec-fetch-mode') !== undefined) {
    return finding(
      'missing.browser',
      'likely',
      `${none}, and a browser sent it: \`fetch\` sends none by itself, and a redirect to another host drops it.`,
      `${mend} CORS has to allow that header.`,
    );
  }
  return finding(
    'missing.absent',
    'certain',
    `${none}.`,
    `${mend} A redirect to another host drops the header.`,
  );
}

function explainScheme({ authorization = '', mend }: Look): Finding {
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
      mend,
    );
  }
  const scheme = SCHEMES.find((name) => name.toLowerCase() === value.split(' ', 1)[0]?.toLowerCase());
  if (scheme === 'DPoP') {
    return finding(
      'missing.dpop',
      'certain',
      'The token was sent with the scheme DPoP. Proof of possession is not checked here.',
      `Have the client ask for a plain token. ${mend}`,
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
    mend,
    'Bearer',
    scheme,
  );
}

function hasTokenInQuery(url: unknown): boolean {
  return (
    typeof url === 'string' && /[?&](?:access_token|token|jwt|auth_token|id_token)=/i.test(url.slice(0, 8192))
  );
}
