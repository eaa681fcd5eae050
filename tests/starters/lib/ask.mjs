import { createServer } from 'node:net';

/** A port that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * The three answers of a route that needs `read:products`, and what is open, over a socket and with tokens of a real issuer. Throws
 * what is not as expected.
 */
export async function askProducts(origin, issuer, { open = '/health', products = '/products' } = {}) {
  const reader = await issuer.tokenOf('demo-reader', 'read:products');
  const writer = await issuer.tokenOf('demo-editor', 'write:products');
  await expectAnswers(origin, [
    [open, undefined, 200],
    [products, undefined, 401, /^Bearer/],
    [products, 'a.b.c', 401, /^Bearer error="invalid_token"/],
    [products, writer, 403, /^Bearer error="insufficient_scope".*scope="read:products"/],
    [products, reader, 200],
  ]);
}

/** Rows of path, token, status and, where there has to be one, the challenge. */
export async function expectAnswers(origin, rows) {
  for (const [path, token, status, challenge] of rows) {
    const response = await fetch(origin + path, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const found = response.headers.get('www-authenticate');
    const body = await response.text();
    const isRight =
      response.status === status && (challenge === undefined ? found === null : challenge.test(found ?? ''));
    if (!isRight)
      throw new Error(`GET ${path}: ${response.status} ${found} ${body}; expected ${status} ${challenge}`);
  }
}
