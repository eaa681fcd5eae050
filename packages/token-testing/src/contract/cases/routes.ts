import type { TestIssuer } from '../../test-issuer.js';
import { accepted, byFramework, type Expectation, refused } from '../answers.js';
import type { ContractCase } from '../contract-case.js';
import { BEARER } from '../usual-request.js';

const ok = accepted();
const missing = refused('missing');
const BAD = 'Authorization: Bearer bad';
const JSON_BODY = 'Content-Type: application/json';
const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];
/** No handler behind a guard has run. */
const closed = byFramework(400, 401, 404);

type Row = readonly [request: string, title: string, headers: readonly string[], expected: Expectation];

const ROWS: readonly Row[] = [
  ['GET /health', 'a public route needs no token', [], ok],
  ['GET /health', 'a public route takes a good token', [BEARER], ok],
  ['GET /health', 'a public route does not mind a bad token', [BAD], ok],
  ['GET /health', 'a public route does not mind broken credentials', ['Authorization: Bearer "'], ok],
  ['GET /health', 'a public route does not mind an empty header', ['Authorization:'], ok],
  ['GET /health', 'a public route does not mind two headers', [BEARER, BAD], ok],
  ['GET /health', 'a public route does not mind another scheme', ['Authorization: Basic YTpi'], ok],
  ['HEAD /health', 'a public route needs no token for HEAD', [], ok],

  ['HEAD /me', 'RFC 9110 §9.3.2: HEAD without a token is refused as GET is', [], missing],
  ['HEAD /me', 'RFC 9110 §9.3.2: HEAD with a bad token is refused as GET is', [BAD], refused('malformed')],
  [
    'HEAD /me',
    'RFC 9110 §9.3.2: HEAD with broken credentials is refused as GET is',
    [BEARER, BEARER],
    refused('credentials'),
  ],
  ['HEAD /me', 'RFC 9110 §9.3.2: HEAD with a token is answered as GET is', [BEARER], ok],
  ['GET /me?verbose=1', 'a query changes nothing', [], missing],
  ['GET /products', 'a route with scopes needs a token', [], missing],
  ['GET /either', 'a route with any scope needs a token', [], missing],
  ['GET /both', 'a route with all scopes needs a token', [], missing],

  ['GET /me', 'RFC 9110 §7.8: an upgrade without a token is refused as a request is', UPGRADE, missing],
  [
    'GET /me',
    'RFC 9110 §7.8: an upgrade with a bad token is refused',
    [...UPGRADE, BAD],
    refused('malformed'),
  ],
  ['GET /me', 'RFC 9110 §7.8: an unknown protocol to upgrade to changes nothing', ['Upgrade: x'], missing],

  // The framework may list the methods of a path, and lets nobody in by it.
  ['OPTIONS /me', 'OPTIONS reaches no handler', [], byFramework(200, 204, 401, 404, 405)],
  [
    'OPTIONS /me',
    'a CORS preflight reaches no handler',
    ['Origin: https://app.example.com', 'Access-Control-Request-Method: GET'],
    byFramework(200, 204, 401, 404, 405),
  ],
  ['DELETE /products', 'a method without a route reaches no handler', [], byFramework(401, 404, 405)],
  [
    'DELETE /products',
    'a method without a route is none with a token either',
    [BEARER],
    byFramework(404, 405),
  ],
  ['TRACE /me', 'TRACE reaches no handler', [], byFramework(400, 401, 404, 405, 501)],

  ['GET /me/', 'deny by default: a trailing slash opens nothing', [], closed],
  ['GET //me', 'deny by default: a double slash opens nothing', [], closed],
  ['GET /ME', 'deny by default: another case opens nothing', [], closed],
  ['GET /%6de', 'deny by default: a percent-encoded path opens nothing', [], closed],
  ['GET /health/../me', 'deny by default: a way through a public route opens nothing', [], closed],
  [
    'GET /health%2f..%2fme',
    'deny by default: an encoded way through a public route opens nothing',
    [],
    closed,
  ],
  ['GET /me;/health', 'deny by default: a path parameter opens nothing', [], closed],
  ['GET /me%00', 'deny by default: a NUL in the path opens nothing', [], closed],
  ['GET /me%zz', 'deny by default: a broken percent sign opens nothing', [], closed],
  ['GET http://api.example.com/me', 'deny by default: a target in absolute form opens nothing', [], closed],
];

type BodyRow = readonly [title: string, headers: readonly string[], body: string, expected: Expectation];

/** `POST /products`. Frameworks that read the body first may complain about it first; none lets anybody in. */
const BODIES: readonly BodyRow[] = [
  ['a body does not stand in for a token', [JSON_BODY], '{"name":"Lamp"}', missing],
  ['a bad token is refused whatever the body', [JSON_BODY, BAD], '{"name":"Lamp"}', refused('malformed')],
  ['a body that is no JSON opens nothing', [JSON_BODY], '{', byFramework(400, 401)],
  ['a body of another type opens nothing', ['Content-Type: text/xml'], '<a/>', byFramework(401, 415)],
];

type UnknownRow = readonly [title: string, method: string, headers: readonly string[], refusal: Expectation];

const UNKNOWN: readonly UnknownRow[] = [
  ['an unknown path without a token', 'GET', [], missing],
  ['an unknown path without a token, by HEAD', 'HEAD', [], missing],
  ['an unknown path with a bad token', 'GET', [BAD], refused('malformed')],
  ['an unknown path with broken credentials', 'GET', [BEARER, BEARER], refused('credentials')],
];

/** What a route is: public, protected, or none at all. */
export const routeCases: readonly ContractCase[] = [
  ...ROWS.map(([request, title, headers, expected]): ContractCase => {
    const [method = '', path = ''] = request.split(' ');
    return { title: `${title} (${request})`, group: 'route', method, path, headers, expected };
  }),
  ...BODIES.map(([title, headers, body, expected]): ContractCase => ({
    title: `${title} (POST /products)`,
    group: 'route',
    method: 'POST',
    path: '/products',
    headers,
    body,
    expected,
  })),
  ...UNKNOWN.map(([title, method, headers, refusal]): ContractCase => ({
    title,
    group: 'route',
    method,
    path: '/nowhere',
    headers,
    expected: byFramework(404),
    insteadOn: { trait: 'refuses-unknown-paths', expected: refusal },
  })),
  {
    title: 'an unknown path with a valid token is not found',
    group: 'route',
    path: '/nowhere',
    expected: byFramework(404),
  },
  {
    title: 'a public route does not mind an expired token (GET /health)',
    group: 'route',
    path: '/health',
    token: expired,
    expected: ok,
  },
];

function expired(issuer: TestIssuer): Promise<string> {
  return issuer.mint({ exp: Math.floor(issuer.now() / 1000) - 3600 });
}
