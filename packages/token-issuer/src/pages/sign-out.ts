import type { KoaContextWithOIDC } from 'oidc-provider';

import { Html, html } from 'local-pages';
import { sendPage } from './koa.js';
import { page } from './page.js';

/**
 * Signs out without a question, as Logto does. A link with an ID token of this session's user ends the session at once;
 * any other gets a page whose form sends itself, so that only a page of this server can end one (the form holds a
 * secret of the session).
 */
export async function signOut(ctx: KoaContextWithOIDC, form: string): Promise<void> {
  const hint = ctx.oidc.entities['IdTokenHint'] as IdTokenHint | undefined;
  if (hint !== undefined && hint.payload.sub === ctx.oidc.session?.accountId) await endSession(ctx);
  else renderSignOutPage(ctx, form);
}

/** oidc-provider has checked its signature and its audience by now. */
interface IdTokenHint {
  readonly payload: { readonly sub?: unknown };
}

/** What oidc-provider does once a person has said yes. Grants with offline_access outlive the session. */
async function endSession(ctx: KoaContextWithOIDC): Promise<void> {
  const { params, provider, session } = ctx.oidc;
  for (const [clientId, { grantId }] of Object.entries(session?.authorizations ?? {})) {
    if (grantId === undefined || session?.authorizationFor(clientId).persistsLogout === true) continue;
    await Promise.all([
      provider.AccessToken.revokeByGrantId(grantId),
      provider.RefreshToken.revokeByGrantId(grantId),
      provider.AuthorizationCode.revokeByGrantId(grantId),
    ]);
    await (await provider.Grant.find(grantId))?.destroy();
  }
  await session?.destroy();
  ctx.cookies.set(provider.cookieName('session'), null, { httpOnly: true, sameSite: 'lax', signed: true });
  const target = params?.['post_logout_redirect_uri'];
  const url = new URL(typeof target === 'string' ? target : ctx.oidc.urlFor('end_session_success'));
  const state = params?.['state'];
  if (typeof target === 'string' && typeof state === 'string') url.searchParams.set('state', state);
  ctx.status = 303;
  ctx.redirect(url.href);
}

function renderSignOutPage(ctx: KoaContextWithOIDC, form: string): void {
  const target = ctx.oidc.params?.['post_logout_redirect_uri'];
  sendPage(
    ctx,
    page({
      title: 'Sign out',
      formTargets: typeof target === 'string' ? [target] : [],
      script: "document.getElementById('op.logoutForm').submit();",
      content: html`<h1>Signing out</h1>
        <p class="soft">This ends the session of this browser at every application.</p>
        ${new Html(form)}
        <input type="hidden" name="logout" value="yes" form="op.logoutForm" />
        <noscript><button type="submit" form="op.logoutForm">Sign out</button></noscript>`,
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
