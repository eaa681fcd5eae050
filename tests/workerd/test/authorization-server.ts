import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export const ISSUER = 'https://issuer.example.com/oidc';
export const RESOURCE = 'https://api.example.com';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface TestKey {
  readonly jwk: JWK;
  /** A token that ends so much later, or earlier, than now. */
  mint(end?: string): Promise<string>;
}

export async function makeKey(kid: string): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    mint: (end = '1h') =>
      new SignJWT({ sub: 'user-1', jti: crypto.randomUUID() })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
        .setIssuer(ISSUER)
        .setAudience(RESOURCE)
        .setIssuedAt()
        .setExpirationTime(end)
        .sign(privateKey),
  };
}

/** The address of a key set, on loopback. */
export interface KeyServer {
  readonly address: string;
  /** How often it was asked. */
  requests(): number;
  /** How it answers from now on. */
  answer(answer: Answer): void;
  /** Publishes keys, each time after a delay in milliseconds. */
  publish(keys: readonly TestKey[], delay?: number): void;
  close(): Promise<void>;
}

export async function startKeyServer(): Promise<KeyServer> {
  let answer: Answer = (_, response) => response.end();
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/jwks`,
    requests: () => requests,
    answer: (next) => {
      answer = next;
    },
    publish: (keys, delay = 0) => {
      answer = (_, response) => {
        setTimeout(() => {
          response.writeHead(200, { 'content-type': 'application/jwk-set+json' });
          response.end(JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }));
        }, delay);
      };
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
