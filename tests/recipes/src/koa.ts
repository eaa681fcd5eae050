// Koa: a middleware that puts the token into `ctx.state.token`
import { authenticate, type Requirements, type VerifiedToken } from '@acme/token-core';
import { createReporter } from '@acme/token-core/explain';
import Koa, { type Middleware } from 'koa';
import { verifier } from './auth.js';

const report = createReporter(console);

export function protect(
  requirement?: Requirements<'read:products' | 'write:products'>,
): Middleware<{ token: VerifiedToken }> {
  // Compiled once: a mistake in it shows at the start.
  const compiled = verifier.checkRequirement(requirement);
  return async (ctx, next) => {
    const decision = await authenticate(verifier, ctx.req, compiled);
    report(decision, { request: ctx.req, verifier });
    if (decision.ok) {
      ctx.state.token = decision.token;
      await next();
      return;
    }
    const { status, headers, body } = decision.response;
    ctx.status = status;
    ctx.set({ ...headers });
    // Bytes: Koa gives a text a type of its own.
    ctx.body = Buffer.from(body);
    ctx.set('content-type', headers['content-type'] ?? '');
  };
}

export const app = new Koa<{ token: VerifiedToken }>();
app.use(protect({ scopes: ['read:products'] }));
app.use((ctx) => {
  ctx.body = { seenBy: ctx.state.token.subject };
});
