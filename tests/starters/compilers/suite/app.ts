import {
  authenticate,
  createVerifier,
  defineResource,
  isTokenError,
  type VerifiedToken,
} from '@acme/token-core';
import { explain } from '@acme/token-core/explain';
import { protect } from '@acme/token-core/fetch';
import { resourceMetadata } from '@acme/token-core/metadata';
import { memoryStore } from '@acme/token-core/standing';
import { createTestIssuer } from '@acme/token-testing';
import { serveTestIssuer } from '@acme/token-testing/server';

const products = defineResource({
  indicator: 'https://api.example.com',
  scopes: { 'read:products': 'See products', 'write:products': 'Add products' },
});
declare module '@acme/token-core' {
  interface Register {
    resource: typeof products;
  }
}

async function main(): Promise<void> {
  const issuer = await createTestIssuer();
  const verifier = createVerifier({
    issuer: issuer.issuer,
    resource: products,
    keys: issuer.keys,
    metadata: resourceMetadata(),
  });
  const headers = { authorization: `Bearer ${await issuer.mint({ scope: 'read:products' })}` };
  const result = await authenticate(verifier, { headers }, { scopes: ['write:products'] });
  // @ts-expect-error -- A permission that the resource does not define does not compile.
  const mistaken = (): unknown => authenticate(verifier, { headers }, { scopes: ['write:product'] });
  const subject = (token: VerifiedToken): string | undefined => token.subject;
  const handler = protect(
    verifier,
    { scopes: ['read:products'] },
    (_request, token) => new Response(subject(token)),
  );
  const answer = await handler(new Request('https://api.example.com/products', { headers }));
  if (result.ok || !isTokenError(result.error) || answer.status !== 200) throw new Error('not as expected');
  console.log(
    result.error.reason,
    typeof explain,
    typeof memoryStore,
    typeof serveTestIssuer,
    typeof mistaken,
  );
}

void main();
