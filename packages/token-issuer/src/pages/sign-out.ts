import type { KoaContextWithOIDC } from 'oidc-provider';

import { Html, html } from './html.js';
import { sendPage } from './koa.js';
import { page } from './page.js';

/** Asks before signing out: a link from anywhere must not end a session (OpenID Connect RP-Initiated Logout §2). */
export function renderSignOutPage(ctx: KoaContextWithOIDC, form: string): void {
  const target = ctx.oidc.params?.['post_logout_redirect_uri'];
  sendPage(
    ctx,
    page({
      title: 'Sign out',
      formTargets: typeof target === 'string' ? [target] : [],
      content: html`<h1>Sign out?</h1>
        <p class="soft">This ends the session of this browser at every application.</p>
        ${new Html(form)}
        <p><button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button></p>
        <button class="plain" type="submit" form="op.logoutForm">Stay signed in</button>`,
    }),
  );
}

/** The end of a sign-out that has nowhere else to go. */
export function renderSignedOutPage(ctx: KoaContextWithOIDC): void {
  sendPage(
    ctx,
    page({
      title: 'Signed out',
      content: html`<h1>You are signed out</h1>
        <p class="soft">You can close this page.</p>`,
    }),
  );
}
