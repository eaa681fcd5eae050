import jwksRsa from 'jwks-rsa';
import { type Keys, NOWHERE, TIMEOUT } from './trust.js';

/** The settings of a client for keys at hand: nothing is fetched. */
export function jwksRsaWithKeys(keys: Keys): jwksRsa.Options {
  return {
    jwksUri: NOWHERE,
    cache: false,
    rateLimit: false,
    fetcher: () => Promise.resolve(keys as unknown as { keys: unknown }),
  };
}

/** The settings of a client that fetches. @param freshFor - Seconds. */
export function jwksRsaWithAddress(address: string, freshFor: number): jwksRsa.Options {
  return {
    jwksUri: address,
    cache: true,
    cacheMaxAge: freshFor * 1000,
    cacheMaxAgeFallback: 3_600_000,
    rateLimit: true,
    jwksRequestsPerMinute: 10,
    timeout: TIMEOUT,
  };
}

/** Finds the published key by its name, as PEM. */
export function keyFinder(options: jwksRsa.Options): (kid: string | undefined) => Promise<string> {
  const client = new jwksRsa.JwksClient(options);
  return async (kid) => (await client.getSigningKey(kid)).getPublicKey();
}
