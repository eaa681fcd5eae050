import type { ContractSettings } from '@acme/token-testing/contract';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An authorization server that publishes keys, and nothing else. */
export interface PublishedKeys {
  readonly settings: ContractSettings;
  /** Publishes this JWK Set from now on. */
  publish(jwks: unknown): void;
  close(): Promise<void>;
}

/** Serves discovery and a JWK Set on loopback. */
export async function publishKeys(resource: string): Promise<PublishedKeys> {
  let jwks: unknown = { keys: [] };
  let issuer = '';
  const server = createServer((request, response) => {
    const document = request.url?.endsWith('/jwks') ? jwks : { issuer, jwks_uri: `${issuer}/jwks` };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oidc`;
  return {
    settings: {
      issuer,
      resource,
      jwksUri: `${issuer}/jwks`,
      env: { TOKEN_ISSUER: issuer, TOKEN_RESOURCE: resource },
    },
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
