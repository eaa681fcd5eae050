// src/routes/products/+server.ts of SvelteKit
import { protect } from '@acme/token-core/fetch';
import { verifier } from './auth.js';

/** As much of SvelteKit's `RequestEvent` as is used here. */
interface RequestEvent {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
}

const list = protect(
  verifier,
  { scopes: ['read:products'] },
  (_request: Request, token, event: RequestEvent) =>
    Response.json({ seenBy: token.subject, params: event.params }),
);

export const GET = (event: RequestEvent): Promise<Response> => list(event.request, event);
