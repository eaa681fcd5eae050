import type { EventEmitter } from 'node:events';

import { errors } from 'oidc-provider';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';

import { sameText } from '../access/directory.js';
import type { Clock } from '../clock.js';
import { describeError } from './error-body.js';
import { configuration } from './configuration.js';
import type { ProviderParts } from './configuration.js';
import { moveIdTokens } from './id-token-times.js';
import { noticeOf } from './notices.js';
import { tokenRequestOf } from '../token-log/request.js';
import { checkAssociation } from './organization-access.js';
import { issueForOrganization } from './organization-token.js';
import { prepareRequest } from './request.js';
import { lifeError } from './access-token-life.js';
import { createTokenExchange, TOKEN_EXCHANGE, TOKEN_EXCHANGE_PARAMETERS } from './token-exchange.js';
import { TokenProvider } from './token-provider.js';

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
  const { directory, resources } = parts;
  const provider = new TokenProvider(issuer, configuration(parts));
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
    createTokenExchange(directory, resources),
    TOKEN_EXCHANGE_PARAMETERS,
    'resource',
  );
  provider.beforeGrant = (name, ctx) => {
    if (name === 'client_credentials') {
      checkAssociation(directory, ctx, directory.clients.get(ctx.oidc.client?.clientId ?? ''));
    }
    issueForOrganization(ctx, directory, resources);
  };
  compareEverySecret(provider, parts);
  moveIdTokens(provider, parts.clock);
  provider.use(async (ctx, next) => {
    ctx.set('content-security-policy', BASE_POLICY);
    try {
      await prepareRequest(ctx);
      await next();
    } catch (error) {
      if (!(error instanceof errors.OIDCProviderError)) throw error;
      ctx.status = error.statusCode;
      ctx.body = { error: error.error, error_description: error.error_description };
    }
    adjustAnswer(ctx as KoaContextWithOIDC, parts);
    describeError(ctx);
    if (ctx.path.toLowerCase() !== '/token' || ctx.method !== 'POST') return;
    parts.onTokenRequest(tokenRequestOf(ctx as KoaContextWithOIDC, parts.clock.now()));
    const notice = ctx.status === 200 ? noticeOf(ctx as KoaContextWithOIDC) : undefined;
    if (notice !== undefined) parts.onNotice(notice);
  });
  return provider;
}

/** A client may have several secrets, where oidc-provider knows one. */
function compareEverySecret(provider: Provider, { directory }: ProviderParts): void {
  provider.Client.prototype.compareClientSecret = function compare(actual: string): boolean {
    const secrets = directory.clients.get(this.clientId)?.secrets.values() ?? [];
    const found = [...secrets].find((secret) => sameText(secret.value, actual));
    if (found?.expiresAt !== undefined && found.expiresAt <= directory.now()) {
      throw new errors.InvalidRequest('client secret has expired');
    }
    return found !== undefined;
  };
}

/** Where Logto's answers differ from oidc-provider's. */
function adjustAnswer(ctx: KoaContextWithOIDC, { directory, clock }: ProviderParts): void {
  const path = ctx.path.toLowerCase();
  // Logto 1.42 sends this with its keys; verifiers must cache them all the same.
  if (path === '/jwks') ctx.set('cache-control', 'no-cache, max-age=0, must-revalidate');
  const body = ctx.body as { readonly error?: unknown } | undefined;
  // Logto answers 400 to a client that it does not know, and 401 to one whose secret is wrong.
  if (ctx.status === 401 && body?.error === 'invalid_client' && ctx.oidc.client === undefined) {
    ctx.status = 400;
    ctx.remove('www-authenticate');
    const id = claimedClient(ctx);
    if (id !== undefined) ctx.body = { ...body, error_description: `invalid client ${id}` };
  }
  moveIntrospection(ctx, path, clock);
  if (path !== '/token' || ctx.status !== 200) return;
  const { ClientCredentials: token, AccessToken: userToken } = ctx.oidc.entities;
  const answer = ctx.body as Readonly<Record<string, unknown>>;
  const error = lifeError(directory, (token ?? userToken)?.resourceServer);
  ctx.body = {
    ...answer,
    ...(error === 0 ? {} : { expires_in: Number(answer['expires_in']) - error }),
    // An organization token says so where it holds nothing, where oidc-provider says nothing.
    ...(token?.scope === '' ? { scope: '' } : {}),
  };
}

/** The client that a request says it is from: in the Authorization header (RFC 6749 §2.3.1), or in the form. */
function claimedClient(ctx: KoaContextWithOIDC): string | undefined {
  const [, basic] = /^basic ([\w+/=-]+)$/i.exec(ctx.headers.authorization ?? '') ?? [];
  const id =
    basic === undefined
      ? ctx.oidc.params?.['client_id']
      : new URLSearchParams(`id=${Buffer.from(basic, 'base64').toString().split(':')[0] ?? ''}`).get('id');
  // What is said back is what ids are made of.
  return typeof id === 'string' && /^[\x21-\x7E]{1,256}$/.test(id) ? id : undefined;
}

function moveIntrospection(ctx: KoaContextWithOIDC, path: string, clock: Clock): void {
  const body = ctx.body as Readonly<Record<string, unknown>> | undefined;
  if (path !== '/token/introspection' || body?.['active'] !== true || clock.ahead() === 0) return;
  const moved = ['iat', 'exp'].map((name) => [name, Number(body[name]) + clock.ahead()] as const);
  ctx.body = { ...body, ...Object.fromEntries(moved) };
}
