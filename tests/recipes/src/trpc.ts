// tRPC: the token in the context, a requirement for each procedure, and the challenge in the answer
import { authenticate, type Refusal, type RefusalResponse, type Requirements } from '@acme/token-core';
import { createReporter } from '@acme/token-core/explain';
import { initTRPC, TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { verifier } from './auth.js';

interface Context {
  readonly request: Request;
  /** Which procedure was refused first, for the headers of the answer. */
  refused?: RefusalResponse | undefined;
}

const t = initTRPC.context<Context>().create();
const report = createReporter(console);

const CODES: Readonly<Record<number, TRPCError['code']>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  503: 'SERVICE_UNAVAILABLE',
};

/** A procedure that only a request with an acceptable token reaches. */
export function protectedBy(requirement?: Requirements<'read:products' | 'write:products'>) {
  const compiled = verifier.checkRequirement(requirement);
  return t.procedure.use(async ({ ctx, path, next }) => {
    const decision = await authenticate(verifier, ctx.request, compiled);
    report(decision, { request: ctx.request, verifier, route: path });
    if (!decision.ok) throw refuse(ctx, decision.error, decision.response);
    return next({ ctx: { token: decision.token } });
  });
}

function refuse(ctx: Context, error: Refusal, response: RefusalResponse): TRPCError {
  ctx.refused ??= response;
  // The fixed sentence; the error itself stays on this side.
  return new TRPCError({ code: CODES[response.status] ?? 'UNAUTHORIZED', message: error.message });
}

export const router = t.router({
  products: protectedBy({ scopes: ['read:products'] }).query(({ ctx }) => ({ seenBy: ctx.token.subject })),
  health: t.procedure.query(() => 'up'),
});

export const fetchHandler = (request: Request): Promise<Response> =>
  fetchRequestHandler({
    endpoint: '/trpc',
    req: request,
    router,
    createContext: () => ({ request }),
    responseMeta: ({ ctx }) => {
      const { 'content-type': _type, ...headers } = ctx?.refused?.headers ?? {};
      return { headers };
    },
  });
