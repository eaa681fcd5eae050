import type { CorpusCase } from '@acme/token-attack/corpus';
import { JwksClient } from 'jwks-rsa';

/** A jwks-rsa client for the keys of a case, for peers that are given a key and do not look for one. Nothing is fetched. */
export function clientFor({ keys }: CorpusCase): JwksClient {
  return new JwksClient({
    jwksUri: 'http://127.0.0.1:9/jwks',
    cache: false,
    rateLimit: false,
    fetcher: () => Promise.resolve(keys as { keys: unknown }),
  });
}

/** The published key by its name, as PEM. */
export async function publishedKey(corpusCase: CorpusCase, kid: string | undefined): Promise<string> {
  return (await clientFor(corpusCase).getSigningKey(kid)).getPublicKey();
}
