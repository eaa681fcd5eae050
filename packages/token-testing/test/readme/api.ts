import { authenticate, type Requirements, type Verifier } from '@acme/token-core';

type Scope = 'read:products' | 'write:products';

export function createApi(verifier: Verifier<Scope>): (request: Request) => Promise<Response> {
  const list: Requirements<Scope> = { scopes: ['read:products'] };
  return async (request) => {
    const result = await authenticate(verifier, request, list);
    if (!result.ok) return new Response(result.response.body, result.response);
    return Response.json({ seenBy: result.token.claims.sub });
  };
}
