import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

const RESOURCE = 'https://api.example.com';

/** A test server on loopback: keys, a token that they verify, and every way for keys not to come. */
export async function startServer(page) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = JSON.stringify({
    keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'served', alg: 'ES256', use: 'sig' }],
  });
  const answers = {
    '/jwks': (response) => json(response, jwks),
    '/oidc/.well-known/openid-configuration': (response) =>
      json(response, JSON.stringify({ issuer: `${origin}/oidc`, jwks_uri: `${origin}/jwks` })),
    '/token': (response) =>
      json(
        response,
        JSON.stringify({
          token: mint(`${origin}/oidc`, privateKey),
          issuer: `${origin}/oidc`,
          resource: RESOURCE,
        }),
      ),
    '/redirect': (response) => response.writeHead(302, { location: '/jwks' }).end(),
    '/status': (response) => response.writeHead(500).end(jwks),
    '/html': (response) => response.end('<html></html>'),
    '/latin1': (response) => json(response, Buffer.from('{"keys":["é"]}', 'latin1')),
    '/list': (response) => json(response, '[]'),
    '/large': (response) => json(response, jwks.padEnd(2000)),
    '/bomb': (response) => {
      response.setHeader('content-encoding', 'gzip');
      json(response, gzipSync(jwks.padEnd(20 * 1_048_576)));
    },
    '/silence': () => {},
    '/halfway': (response) => response.writeHead(200).write(jwks.slice(0, 20)),
    '/closed': (response) => response.destroy(),
    '/': (response) =>
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>'),
    '/page.js': (response) => response.setHeader('content-type', 'text/javascript').end(page()),
  };
  const server = createServer((request, response) => {
    const answer = answers[new URL(request.url ?? '/', 'http://x').pathname];
    if (answer === undefined) response.writeHead(404).end();
    else answer(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return {
    origin,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function json(response, body) {
  response.setHeader('content-type', 'application/json').end(body);
}

function encode(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function mint(issuer, key) {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: RESOURCE, sub: 'user-1', iat: seconds, exp: seconds + 3600 };
  const input = `${encode({ alg: 'ES256', typ: 'at+jwt', kid: 'served' })}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
