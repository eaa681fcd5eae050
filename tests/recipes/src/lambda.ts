// AWS Lambda behind API Gateway (REST and HTTP APIs) and behind a function URL
import { authenticate, type RefusalResponse, type Requirements, type VerifiedToken } from '@acme/token-core';
import { createReporter } from '@acme/token-core/explain';
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2, APIGatewayProxyResult } from 'aws-lambda';
import { verifier } from './auth.js';

/** A function URL sends events of the second kind. */
type LambdaEvent = APIGatewayProxyEvent | APIGatewayProxyEventV2;
type Handler<E> = (event: E, token: VerifiedToken) => Promise<APIGatewayProxyResult>;

// What is written here stands in CloudWatch.
const report = createReporter(console);

/** Wraps a handler, so that an event reaches it only with a token that meets the requirement. */
export function protect<E extends LambdaEvent>(
  requirement: Requirements<'read:products' | 'write:products'> | undefined,
  handler: Handler<E>,
): (event: E) => Promise<APIGatewayProxyResult> {
  return async (event) => {
    const request = requestOf(event);
    const decision = await authenticate(verifier, request, requirement);
    report(decision, { request, verifier, route: routeOf(event) });
    return decision.ok ? handler(event, decision.token) : answer(decision.response);
  };
}

function requestOf(event: LambdaEvent) {
  const params = event.pathParameters ?? {};
  if ('httpMethod' in event) {
    // REST APIs show here each value of a header that came more than once; `headers` has the last one alone.
    return { method: event.httpMethod, url: event.path, headers: event.multiValueHeaders, params };
  }
  return { method: event.requestContext.http.method, url: event.rawPath, headers: event.headers, params };
}

/** The pattern of the route, where the event has one; never the path itself. */
function routeOf(event: LambdaEvent): string | undefined {
  return 'httpMethod' in event ? event.resource : event.routeKey.split(' ').at(-1);
}

function answer({ status, headers, body }: RefusalResponse): APIGatewayProxyResult {
  return { statusCode: status, headers: { ...headers }, body };
}

export const handler = protect({ scopes: ['read:products'] }, async (_event: LambdaEvent, token) => ({
  statusCode: 200,
  body: JSON.stringify({ seenBy: token.subject }),
}));
