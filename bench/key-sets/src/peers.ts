import { createVerifier as createCoreVerifier, remoteKeys } from '@acme/token-core';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { JwtVerifier } from 'aws-jwt-verify';
import { createVerifier as createFastVerifier } from 'fast-jwt';
import buildGetJwks from 'get-jwks';
import { Hono } from 'hono';
import { jwk } from 'hono/jwk';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';
import { ALGORITHM, ISSUER, RESOURCE } from './tokens.js';

/** Verifies one token; rejects when it is not accepted, for whatever reason. */
export type Verify = (token: string) => Promise<unknown>;

/** A library, at its best documented settings. */
export interface Peer {
  readonly name: string;
  /**
   * @param base - Ends with a slash; the key set is at `jwks` below it.
   * @param freshFor - Seconds that a fetched set may be used, where the library knows such a thing.
   */
  create(base: string, freshFor?: number): Verify;
}

const TIMEOUT = 5000;
const TEN_MINUTES = 600;

const ours: Peer = {
  name: 'ours',
  create(base, freshFor = TEN_MINUTES) {
    const keys = remoteKeys(`${base}jwks`, { freshFor });
    // Without its cache of verified tokens, so that the key set is what is measured.
    const verifier = createCoreVerifier({ issuer: ISSUER, resource: RESOURCE, keys, cache: false });
    return (token) => verifier.verify(token);
  },
};

const jose: Peer = {
  name: 'jose',
  create(base, freshFor = TEN_MINUTES) {
    const keys = createRemoteJWKSet(new URL(`${base}jwks`), {
      timeoutDuration: TIMEOUT,
      cacheMaxAge: freshFor * 1000,
    });
    const options = { issuer: ISSUER, audience: RESOURCE, algorithms: [ALGORITHM], typ: 'at+jwt' };
    return (token) => jwtVerify(token, keys, options);
  },
};

const awsJwtVerify: Peer = {
  name: 'aws-jwt-verify',
  create(base) {
    // Its own fetcher speaks https only; this one is as its documentation shows, with its time limit of 3 s.
    const fetcher = {
      async fetch(uri: string): Promise<ArrayBuffer> {
        const response = await fetch(uri, { signal: AbortSignal.timeout(3000) });
        if (!response.ok) throw new Error(`status ${response.status}`);
        return response.arrayBuffer();
      },
    };
    const verifier = JwtVerifier.create(
      { issuer: ISSUER, audience: RESOURCE, jwksUri: `${base}jwks` },
      { jwksCache: new SimpleJwksCache({ fetcher }) },
    );
    return (token) => verifier.verify(token);
  },
};

const jwksRsa: Peer = {
  name: 'jwks-rsa',
  create(base, freshFor = TEN_MINUTES) {
    const client = new JwksClient({
      jwksUri: `${base}jwks`,
      cache: true,
      cacheMaxAge: freshFor * 1000,
      cacheMaxAgeFallback: 3_600_000,
      rateLimit: true,
      jwksRequestsPerMinute: 10,
      timeout: TIMEOUT,
    });
    const keyOf: jsonwebtoken.GetPublicKeyOrSecret = (header, done) => {
      client.getSigningKey(header.kid, (error, key) => done(error, key?.getPublicKey()));
    };
    const options = {
      issuer: ISSUER,
      audience: RESOURCE,
      algorithms: [ALGORITHM] as jsonwebtoken.Algorithm[],
    };
    return (token) =>
      new Promise((resolve, reject) => {
        jsonwebtoken.verify(token, keyOf, options, (error, claims) => {
          if (error === null) resolve(claims);
          else reject(error);
        });
      });
  },
};

const getJwks: Peer = {
  name: 'get-jwks',
  create(base, freshFor = TEN_MINUTES) {
    const source = buildGetJwks({ ttl: freshFor * 1000, jwksPath: '/jwks', issuersWhitelist: [base] });
    return createFastVerifier({
      key: ({ header }: { readonly header: Record<string, unknown> }) =>
        source.getPublicKey({ kid: header['kid'] as string, alg: header['alg'] as string, domain: base }),
      algorithms: [ALGORITHM],
      allowedIss: ISSUER,
      allowedAud: RESOURCE,
    }) as Verify;
  },
};

const hono: Peer = {
  name: 'hono jwk',
  create(base) {
    const app = new Hono();
    const verification = { iss: ISSUER, aud: RESOURCE, typ: 'at+jwt' };
    app.use(jwk({ jwks_uri: `${base}jwks`, alg: [ALGORITHM], verification }));
    app.get('/', (context) => context.text('ok'));
    app.onError((_, context) => context.text('error', 401));
    return async (token) => {
      const answer = await app.request('/', { headers: { authorization: `Bearer ${token}` } });
      if (answer.status !== 200) throw new Error(`status ${answer.status}`);
    };
  },
};

export const PEERS: readonly Peer[] = [ours, jose, awsJwtVerify, jwksRsa, getJwks, hono];
