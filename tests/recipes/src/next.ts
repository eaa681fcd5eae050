// app/organizations/[organizationId]/products/route.ts of Next.js
import { protect } from '@acme/token-core/fetch';
import { verifier } from './auth.js';

/** What Next.js hands over after the request. */
interface RouteContext {
  readonly params: Promise<{ readonly organizationId: string }>;
}

export const GET = protect(
  verifier,
  { organization: { param: 'organizationId' }, scopes: ['read:products'] },
  async (_request: Request, token, { params }: RouteContext) => {
    const { organizationId } = await params;
    return Response.json({ seenBy: token.subject, of: organizationId });
  },
);
