import type { EventEmitter } from 'node:events';

import { Provider } from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import { configuration } from './configuration.js';
import type { ProviderParts } from './configuration.js';
import { createTokenExchange, TOKEN_EXCHANGE, TOKEN_EXCHANGE_PARAMETERS } from './token-exchange.js';

/** Scripts and forms only as oidc-provider's own pages need them; our pages narrow this further. */
const BASE_POLICY = "default-src 'none'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

/**
 * Makes the authorization server. Keys are fixed in it: when they change, another one takes its place.
 *
 * @param onError - Told of every failure that is answered with `server_error`.
 */
export function createProvider(
  issuer: string,
  parts: ProviderParts,
  onError: (error: unknown) => void,
): Provider {
  const provider = new Provider(issuer, configuration(parts));
  // Koa prints unhandled errors unless it is silenced; they go to onError instead.
  provider.silent = true;
  (provider as EventEmitter).on('error', (error: { readonly headerSent?: boolean }) => {
    // Koa marks what came too late to be answered: the client went away.
    if (error.headerSent !== true) onError(error);
  });
  provider.on('server_error', (_ctx, error) => {
    onError(error);
  });
  provider.registerGrantType(
    TOKEN_EXCHANGE,
    createTokenExchange(parts.directory, parts.resources),
    TOKEN_EXCHANGE_PARAMETERS,
    'resource',
  );
  provider.use(async (ctx, next) => {
    ctx.set('content-security-policy', BASE_POLICY);
    // The way back from a sign-in takes no parameters; oidc-provider 9.13 fails over a client_id there.
    if (pathOf(ctx).startsWith('/auth/')) ctx.querystring = '';
    await next();
    adjustAnswer(ctx as KoaContextWithOIDC);
  });
  return provider;
}

/** Where Logto's answers differ from oidc-provider's. */
function adjustAnswer(ctx: KoaContextWithOIDC): void {
  const path = pathOf(ctx);
  // Logto 1.42 sends this with its keys; verifiers must cache them all the same.
  if (path === '/jwks') ctx.set('cache-control', 'no-cache, max-age=0, must-revalidate');
  // RFC 7662 §2.2: Logto calls every JWT inactive, where oidc-provider answers an error.
  const body = ctx.body as { readonly error?: unknown } | undefined;
  if (path === '/token/introspection' && body?.error === 'unsupported_token_type') {
    ctx.status = 200;
    ctx.body = { active: false };
  }
  // Logto answers 400 to a client that it does not know, and 401 to one whose secret is wrong.
  if (ctx.status === 401 && body?.error === 'invalid_client' && ctx.oidc.client === undefined) {
    ctx.status = 400;
    ctx.remove('www-authenticate');
  }
}

/** oidc-provider's routes do not tell capitals from small letters. */
function pathOf(ctx: { readonly path: string }): string {
  return ctx.path.toLowerCase();
}
