import { JwtVerifier } from 'aws-jwt-verify';
import { JwtBaseError } from 'aws-jwt-verify/error';
import { type Jwks, SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { type Keys, NOWHERE, type Trust, type Verify } from './trust.js';

/**
 * AWS's verifier in its synchronous way, with the key set loaded beforehand, which its README offers for keys at hand.
 *
 * @param checksType - With a check of `typ`, which its user has to write.
 */
export function awsJwtVerify(trust: Trust, keys: Keys, checksType: boolean): Verify {
  const { issuer, resource, clockTolerance: graceSeconds = 0 } = trust;
  const verifier = JwtVerifier.create({
    issuer,
    audience: resource,
    jwksUri: NOWHERE,
    graceSeconds,
    customJwtCheck: ({ header }) => {
      if (checksType) checkType(header.typ);
    },
  });
  verifier.cacheJwks(structuredClone<object>(keys) as Jwks);
  return (token) => verifier.verifySync(token);
}

/** With a set that is fetched. */
export function awsJwtVerifyWithAddress({ issuer, resource }: Trust, address: string): Verify {
  // Its own fetcher speaks https only; this one is as its documentation shows, with its time limit of 3 s.
  const fetcher = {
    async fetch(uri: string): Promise<ArrayBuffer> {
      const response = await fetch(uri, { signal: AbortSignal.timeout(3000) });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return response.arrayBuffer();
    },
  };
  const verifier = JwtVerifier.create(
    { issuer, audience: resource, jwksUri: address },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return (token) => verifier.verify(token);
}

function checkType(typ: unknown): void {
  if (typeof typ !== 'string' || !/^(application\/)?at\+jwt$/i.test(typ)) {
    throw new TypRefused('typ');
  }
}

/** Whether an error is of a class that it documents, or that of its user's check. */
export function isAwsError(error: unknown): boolean {
  return error instanceof JwtBaseError || error instanceof TypRefused;
}

class TypRefused extends Error {}
