import { createVerifier, defineResource, type Verifier } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';

/** Another issuer, of another API, with a permission that the products do not have. */
const partners = await createTestIssuer({ resource: 'https://partners.example.com' });

export function partnersVerifier(): Verifier {
  const resource = defineResource({ indicator: partners.resource, scopes: { trade: 'Trade' } });
  return createVerifier({ issuer: partners.issuer, resource, keys: partners.keys }) as Verifier;
}

export async function trading(): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await partners.mint({ scope: 'trade' })}` };
}
