import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** An endpoint on loopback that publishes one key set. */
export interface KeyServer {
  readonly issuer: string;
  readonly jwksUri: string;
  publish(jwks: object): void;
  close(): void;
}

/** Listens on a free port of 127.0.0.1. */
export async function startKeyServer(): Promise<KeyServer> {
  let body = '{"keys":[]}';
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    publish: (jwks) => {
      body = JSON.stringify(jwks);
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
