import {
  authenticate,
  createVerifier,
  defineResource,
  type Requirements,
  type Verifier,
} from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import Fastify, {
  type FastifyInstance,
  type FastifyServerOptions,
  type LightMyRequestResponse,
} from 'fastify';
import { onTestFinished } from 'vitest';

export const issuer = await createTestIssuer();
export const products = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});
export const verifier: Verifier = createVerifier({
  issuer: issuer.issuer,
  resource: products,
  keys: issuer.keys,
});

/** An empty app that is closed when the test is over. */
export function makeApp(options?: FastifyServerOptions): FastifyInstance {
  const app = Fastify(options);
  onTestFinished(() => app.close());
  return app;
}

export async function bearer(scope = '', claims: Record<string, unknown> = {}) {
  return { authorization: `Bearer ${await issuer.mint({ scope, ...claims })}` };
}

/** What the core answers to a request with these headers; an adapter has to send the same. */
export async function expected(headers: Record<string, string>, requirement?: Requirements) {
  const result = await authenticate(verifier, { headers }, requirement);
  if (result.ok) throw new Error('a refusal was expected');
  return result.response;
}

/** Everything that a client is meant to see of an answer. */
export function answerOf(response: LightMyRequestResponse) {
  const headers: Record<string, unknown> = {};
  for (const name of ['content-type', 'retry-after', 'www-authenticate']) {
    if (response.headers[name] !== undefined) headers[name] = response.headers[name];
  }
  return { status: response.statusCode, headers, body: response.body };
}
