import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider';

import { html } from 'local-pages';
import { sendPage } from './koa.js';
import { page } from './page.js';
import type { Page } from './page.js';

/** What the developer is told about each error that cannot go back to the client. */
const ADVICE: Readonly<Record<string, string>> = {
  invalid_redirect_uri:
    'The parameter redirect_uri must be one of the client’s redirectUris in the access model, or of the redirect_uris in its document, letter by letter.',
  invalid_client:
    'The parameter client_id must be the id of a client in the access model, or the address of its document where the option clientIdDocuments is on.',
  invalid_request: 'A parameter of the request is missing, repeated or malformed; the description names it.',
  invalid_target:
    'The parameter resource must be the indicator of a resource in the access model, letter by letter.',
  server_error: 'Something failed inside the authorization server. Its own output says what.',
};

/** The page for an error that cannot be sent to the client: which parameter was wrong, and how to mend it. */
export function errorPage(status: number, error: string, description: string | undefined): Page {
  const advice = ADVICE[error];
  return page({
    status,
    title: 'This request cannot go on',
    content: html`<h1>This request cannot go on</h1>
      <p class="soft">It was not sent back to the application.</p>
      <dl>
        <div>
          <dt>Error</dt>
          <dd><code>${error}</code></dd>
        </div>
        ${
          description === undefined
            ? undefined
            : html`<div>
                <dt>Description</dt>
                <dd>${description}</dd>
              </div>`
        }
        ${
          advice === undefined
            ? undefined
            : html`<div>
                <dt>What to do</dt>
                <dd>${advice}</dd>
              </div>`
        }
      </dl>`,
  });
}

/**
 * Renders {@link errorPage} for oidc-provider, for a browser; whatever does not ask for HTML by name gets JSON, as
 * from Logto. The description never holds a stack or a secret.
 */
export function renderErrorPage(ctx: KoaContextWithOIDC, out: ErrorOut): void {
  if (ctx.accepts('json', 'html') !== 'html') {
    ctx.body = { ...out };
    return;
  }
  sendPage(ctx, errorPage(ctx.status, out.error, out.error_description));
}
