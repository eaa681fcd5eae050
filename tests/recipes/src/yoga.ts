// GraphQL Yoga: a token for the endpoint, and permissions for single fields
import { authorize, type Requirements, type VerifiedToken } from '@acme/token-core';
import { protect } from '@acme/token-core/fetch';
import { createGraphQLError, createSchema, createYoga } from 'graphql-yoga';
import { verifier } from './auth.js';

interface Context {
  readonly token: VerifiedToken;
}

const CODES: Readonly<Record<number, string>> = { 403: 'FORBIDDEN', 503: 'SERVICE_UNAVAILABLE' };

/** @throws GraphQLError when the token of this request does not hold what a field needs. */
async function need(
  { token, request }: Context & { readonly request: Request },
  requirement: Requirements<'read:products' | 'write:products'>,
): Promise<void> {
  const decision = await authorize(verifier, token as never, requirement, request);
  if (decision.ok) return;
  const code = CODES[decision.response.status] ?? 'UNAUTHENTICATED';
  throw createGraphQLError(decision.error.message, { extensions: { code } });
}

const yoga = createYoga<Context>({
  logging: false,
  schema: createSchema({
    typeDefs:
      'type Query { me: String, products: [String!] } type Mutation { addProduct(name: String!): String }',
    resolvers: {
      Query: {
        me: (_parent, _arguments, context) => context.token.subject,
        async products(_parent, _arguments, context) {
          await need(context, { scopes: ['read:products'] });
          return ['tea'];
        },
      },
      Mutation: {
        async addProduct(_parent, { name }: { name: string }, context) {
          await need(context, { scopes: ['write:products'] });
          return name;
        },
      },
    },
  }),
});

export const fetchHandler = protect(verifier, undefined, (request: Request, token) =>
  yoga.fetch(request, { token }),
);
