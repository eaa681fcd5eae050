import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CorpusCase } from '@acme/token-attack/corpus';
import { awsJwtVerify, isAwsError } from 'peers/aws-jwt-verify';
import { coreWithKeys, isCoreError } from 'peers/core';
import { expressOauth2, isExpressOauth2Error } from 'peers/express-oauth2';
import { FAST_JWT_ALGORITHMS, fastJwt, isFastJwtError } from 'peers/fast-jwt';
import { HONO_ALGORITHMS, honoWithKeys, isHonoError } from 'peers/hono';
import { isJoseError, joseWithKeys } from 'peers/jose';
import { isJsonwebtokenError, JSONWEBTOKEN_ALGORITHMS, jsonwebtokenWithFinder } from 'peers/jsonwebtoken';
import { jwksRsaWithKeys, keyFinder } from 'peers/jwks-rsa';
import { isPassportError, passportJwt } from 'peers/passport-jwt';
import type { Keys, Trust, Verify } from 'peers/trust';
import type { Peer, Settings } from './peer.js';

/** Every algorithm that the corpus signs good tokens with. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

/** Seconds, for every peer that has such an option. */
const CLOCK_TOLERANCE = 5;

/** The keys of a case as JSON has them: some are no keys at all. */
const keysOf = ({ keys }: CorpusCase): Keys => keys as unknown as Keys;

/** A peer that is set up anew for every case, since each has keys of its own. */
function peer(
  name: string,
  setting: string,
  isTyped: (error: unknown) => boolean,
  create: (corpusCase: CorpusCase) => Verify,
): Peer {
  return {
    name,
    setting,
    isTyped,
    verify: async (corpusCase) => {
      await create(corpusCase)(corpusCase.token);
    },
  };
}

/** Ours first. */
export async function createPeers({ issuer, resource }: Settings): Promise<{
  readonly peers: readonly Peer[];
  readonly close: () => Promise<void>;
}> {
  const trust: Trust = { issuer, resource, algorithms: ALGORITHMS, clockTolerance: CLOCK_TOLERANCE };
  const served = await serveKeys();
  const middlewares = new Map<string, Verify>();
  const peers = [
    peer('@acme/token-core', 'defaults', isCoreError, (corpusCase) =>
      coreWithKeys({ issuer, resource }, keysOf(corpusCase)),
    ),
    peer(
      'jose',
      'jwtVerify: issuer, audience, algorithms, typ, requiredClaims, clockTolerance',
      isJoseError,
      (corpusCase) => joseWithKeys(trust, keysOf(corpusCase)),
    ),
    peer(
      'fast-jwt',
      'createVerifier: algorithms, allowedIss, allowedAud, requiredClaims iss aud exp, checkTyp, clockTolerance',
      isFastJwtError,
      (corpusCase) => {
        const find = keyFinder(jwksRsaWithKeys(keysOf(corpusCase)));
        return fastJwt({ ...trust, algorithms: FAST_JWT_ALGORITHMS }, ({ header }) =>
          find(header['kid'] as string | undefined),
        );
      },
    ),
    peer(
      'jsonwebtoken',
      'verify: algorithms, issuer, audience, clockTolerance; keys by jwks-rsa',
      isJsonwebtokenError,
      (corpusCase) =>
        jsonwebtokenWithFinder(
          { ...trust, algorithms: JSONWEBTOKEN_ALGORITHMS },
          keyFinder(jwksRsaWithKeys(keysOf(corpusCase))),
        ),
    ),
    peer(
      'passport-jwt',
      'Strategy: issuer, audience, algorithms, jsonWebTokenOptions.clockTolerance; passportJwtSecret of jwks-rsa',
      isPassportError,
      (corpusCase) =>
        passportJwt({ ...trust, algorithms: JSONWEBTOKEN_ALGORITHMS }, jwksRsaWithKeys(keysOf(corpusCase))),
    ),
    peer(
      'aws-jwt-verify',
      'JwtVerifier: issuer, audience, graceSeconds, customJwtCheck for typ',
      isAwsError,
      (corpusCase) => awsJwtVerify(trust, keysOf(corpusCase), true),
    ),
    peer(
      'hono jwk',
      'verifyWithJwks: keys, allowedAlgorithms, iss, aud, typ, exp, nbf, iat',
      isHonoError,
      (corpusCase) => honoWithKeys({ ...trust, algorithms: HONO_ALGORITHMS }, keysOf(corpusCase)),
    ),
    peer(
      'express-oauth2-jwt-bearer',
      'auth: issuer, audience, jwksUri, tokenSigningAlg (the one of the case), strict, clockTolerance',
      isExpressOauth2Error,
      (corpusCase) => {
        const algorithm = algorithmOf(corpusCase);
        const address = served.addressOf(keysOf(corpusCase));
        const known = middlewares.get(`${algorithm} ${address}`);
        const made = known ?? expressOauth2({ ...trust, algorithms: [algorithm] }, address);
        middlewares.set(`${algorithm} ${address}`, made);
        return made;
      },
    ),
  ];
  return { peers, close: served.close };
}

/** Key sets on loopback, each at an address of its own: for the peer that takes an address only. */
async function serveKeys(): Promise<{
  readonly addressOf: (keys: Keys) => string;
  readonly close: () => Promise<void>;
}> {
  const addresses = new Map<string, string>();
  const served = new Map<string, string>();
  const server = createServer((request, response) => {
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(served.get(request.url ?? '') ?? '{}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    addressOf: (keys) => {
      const text = JSON.stringify(keys);
      const path = addresses.get(text) ?? `/${addresses.size}`;
      addresses.set(text, path);
      served.set(path, text);
      return origin + path;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** For a peer that is set up for one algorithm only: that of a case which is to be accepted, else RS256. */
function algorithmOf({ token, expected }: CorpusCase): string {
  if (expected.reason !== 'accepted') return 'RS256';
  const { alg } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
    alg: string;
  };
  return alg;
}
