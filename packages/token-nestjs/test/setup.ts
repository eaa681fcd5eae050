import {
  authenticate,
  createVerifier,
  defineResource,
  type KeySource,
  type Requirements,
  type Verifier,
} from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { type INestApplication, type ModuleMetadata, type Type } from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { onTestFinished } from 'vitest';
import { TokenGuard, TokenModule } from '../src/index.js';

export const platforms: readonly {
  readonly platform: string;
  readonly adapter: () => AbstractHttpAdapter;
}[] = [
  { platform: 'Express', adapter: () => new ExpressAdapter() },
  { platform: 'Fastify', adapter: () => new FastifyAdapter() },
];

export type Adapter = (typeof platforms)[number]['adapter'];

export const issuer = await createTestIssuer();
export const products = defineResource({
  indicator: issuer.resource,
  scopes: { 'read:products': 'See products', 'write:products': 'Change products' },
});

export function makeVerifier(keys: KeySource = issuer.keys): Verifier {
  return createVerifier({ issuer: issuer.issuer, resource: products, keys });
}

export async function bearer(scope = ''): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint({ scope })}` };
}

/** What the core answers to a request with these headers; an adapter has to send the same. */
export async function expected(headers: Record<string, string>, requirement?: Requirements) {
  const result = await authenticate(makeVerifier(), { headers }, requirement);
  if (result.ok) throw new Error('a refusal was expected');
  return result.response;
}

/** Everything that a client is meant to see of an answer. */
export async function answerOf(response: Response) {
  const headers: Record<string, string> = {};
  for (const name of ['content-type', 'retry-after', 'www-authenticate']) {
    const value = response.headers.get(name);
    if (value !== null) headers[name] = value;
  }
  return { status: response.status, headers, body: await response.text() };
}

export const forEveryRoute = { provide: APP_GUARD, useExisting: TokenGuard };

/** An app on loopback with the guard for every route, closed when the test is over. */
export async function startApp(
  adapter: Adapter,
  controllers: Type[],
  options: ModuleMetadata & { prepare?: (app: INestApplication) => void } = {},
): Promise<string> {
  const { prepare, ...metadata } = options;
  const testing = await Test.createTestingModule({
    imports: [TokenModule.forRoot({ verifier: makeVerifier() })],
    providers: [forEveryRoute],
    ...metadata,
    controllers,
  }).compile();
  const app = testing.createNestApplication(adapter(), { logger: false });
  onTestFinished(() => app.close());
  prepare?.(app);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
