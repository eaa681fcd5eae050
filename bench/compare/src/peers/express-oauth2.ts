import type { CorpusCase } from '@acme/token-attack/corpus';
import { auth, UnauthorizedError } from 'express-oauth2-jwt-bearer';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLOCK_TOLERANCE, type Peer, type Settings } from '../peer.js';

type Middleware = ReturnType<typeof auth>;

/** Auth0's middleware for Express. It takes its keys from an address only, so the sets are served on loopback. */
export async function expressOauth2({
  issuer,
  resource,
}: Settings): Promise<Peer & { close(): Promise<void> }> {
  const served = new Map<string, string>();
  const middlewares = new Map<string, Middleware>();
  const server = createServer((request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(served.get(request.url ?? '') ?? '{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const middlewareFor = ({ keys }: CorpusCase, alg: string): Middleware => {
    const text = JSON.stringify(keys);
    const known = middlewares.get(alg + text);
    if (known !== undefined) return known;
    const path = `/${middlewares.size}`;
    served.set(path, text);
    const made = auth({
      issuer,
      audience: resource,
      jwksUri: origin + path,
      tokenSigningAlg: alg,
      strict: true,
      clockTolerance: CLOCK_TOLERANCE,
    });
    middlewares.set(alg + text, made);
    return made;
  };
  return {
    name: 'express-oauth2-jwt-bearer',
    setting: 'auth: issuer, audience, jwksUri, tokenSigningAlg (the one of the case), strict, clockTolerance',
    verify: (corpusCase) =>
      new Promise((resolve, reject) => {
        const request = {
          headers: { authorization: `Bearer ${corpusCase.token}` },
          protocol: 'https',
          originalUrl: '/me',
          get: (name: string) => (name === 'Host' ? 'api.example.com' : undefined),
          app: { get: () => undefined },
          query: {},
          body: {},
          method: 'GET',
          is: () => false,
        };
        const middleware = middlewareFor(corpusCase, algorithmOf(corpusCase));
        // The part of an Express request that it reads. It calls back once, without an argument when all is well.
        void middleware(request as never, {} as never, (error?: unknown) => {
          if (error === undefined) resolve();
          else reject(error);
        });
      }),
    isTyped: (error) => error instanceof UnauthorizedError,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** It can be set up for one algorithm only: for that of a case that is to be accepted, else for RS256. */
function algorithmOf({ token, expected }: CorpusCase): string {
  if (expected.reason !== 'accepted') return 'RS256';
  const { alg } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    alg: string;
  };
  return alg;
}
