import { awsJwtVerifyWithAddress } from 'peers/aws-jwt-verify';
import { coreWithAddress } from 'peers/core';
import { fastJwtWithAddress } from 'peers/fast-jwt';
import { honoWithAddress } from 'peers/hono';
import { joseWithAddress } from 'peers/jose';
import { jsonwebtokenWithFinder } from 'peers/jsonwebtoken';
import { jwksRsaWithAddress, keyFinder } from 'peers/jwks-rsa';
import type { Trust, Verify as VerifyNow } from 'peers/trust';
import { ALGORITHM, ISSUER, RESOURCE } from './tokens.js';

/** Verifies one token; rejects when it is not accepted, for whatever reason. */
export type Verify = (token: string) => Promise<unknown>;

/** A library, at its best documented settings. */
export interface Peer {
  readonly name: string;
  /**
   * @param base - Ends with a slash; the key set is at `jwks` below it.
   * @param freshFor - Seconds that a fetched set may be used, where the library knows such a thing. Default 10 minutes.
   */
  create(base: string, freshFor?: number): Verify;
}

const TEN_MINUTES = 600;
const trust: Trust = { issuer: ISSUER, resource: RESOURCE, algorithms: [ALGORITHM] };

function peer(name: string, create: (base: string, freshFor: number) => VerifyNow): Peer {
  return {
    name,
    create: (base, freshFor = TEN_MINUTES) => {
      const verify = create(base, freshFor);
      return async (token) => verify(token);
    },
  };
}

export const PEERS: readonly Peer[] = [
  // Without its cache of verified tokens, so that the key set is what is measured.
  peer('ours', (base, freshFor) => coreWithAddress(trust, `${base}jwks`, { freshFor }, { cache: false })),
  peer('jose', (base, freshFor) => joseWithAddress(trust, `${base}jwks`, freshFor)),
  peer('aws-jwt-verify', (base) => awsJwtVerifyWithAddress(trust, `${base}jwks`)),
  peer('jwks-rsa', (base, freshFor) =>
    jsonwebtokenWithFinder(trust, keyFinder(jwksRsaWithAddress(`${base}jwks`, freshFor))),
  ),
  peer('get-jwks', (base, freshFor) => fastJwtWithAddress(trust, base, freshFor)),
  peer('hono jwk', (base) => honoWithAddress(trust, `${base}jwks`)),
];
