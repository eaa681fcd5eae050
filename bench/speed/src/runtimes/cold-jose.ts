import { createRemoteJWKSet, jwtVerify } from 'jose';
import { COLD_RESOURCE, type ColdOrder } from './cold-contract.js';

/** What jose's documentation shows, with every option that has a say. */
export async function verifyFirst({ jwksUri, issuer, token }: ColdOrder): Promise<void> {
  await jwtVerify(token, createRemoteJWKSet(new URL(jwksUri)), {
    issuer,
    audience: COLD_RESOURCE,
    algorithms: ['RS256', 'ES256', 'ES384', 'EdDSA'],
    typ: 'at+jwt',
    requiredClaims: ['exp'],
  });
}
