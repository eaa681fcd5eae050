import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Discovery and a JWK Set on loopback. */
export interface PublishedKeys {
  readonly issuer: string;
  publish(jwks: unknown): void;
  close(): Promise<void>;
}

/** Serves keys that are published later. */
export async function publishKeys(): Promise<PublishedKeys> {
  let jwks: unknown = { keys: [] };
  let issuer = '';
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/jwks') === true ? jwks : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
  return {
    issuer,
    publish: (next) => {
      jwks = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
