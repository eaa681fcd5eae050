// app/routes/products.ts of React Router: a resource route, whose loader answers with a response
import { protect } from '@acme/token-core/fetch';
import { verifier } from './auth.js';

/** As much of the arguments of a loader as is used here. */
interface LoaderArguments {
  readonly request: Request;
  readonly params: Readonly<Record<string, string | undefined>>;
}

const list = protect(
  verifier,
  { scopes: ['read:products'] },
  (_request: Request, token, { params }: LoaderArguments) => Response.json({ seenBy: token.subject, params }),
);

export const loader = (args: LoaderArguments): Promise<Response> => list(args.request, args);
