import type { KoaContextWithOIDC } from 'oidc-provider';

import type { Page } from './page.js';

/** Sends a page through oidc-provider's context, whose status stays unless the page has one of its own. */
export function sendPage(ctx: KoaContextWithOIDC, { headers, body }: Page): void {
  ctx.set({ ...headers });
  ctx.body = body;
}
