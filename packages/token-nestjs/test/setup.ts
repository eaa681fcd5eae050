import {
  authenticate,
  createVerifier,
  defineResource,
  type KeySource,
  type Requirements,
  type Verifier,
} from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { type INestApplication, Module, type ModuleMetadata, type Type } from '@nestjs/common';
import { type AbstractHttpAdapter, APP_GUARD, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { TokenGuard, TokenModule, type TokenModuleOptions } from '../src/index.js';

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
  scopes: { 'read:products': 'See products', 'write:products': 'Change products', admin: 'Everything' },
});

export function makeVerifier(keys: KeySource = issuer.keys): Verifier {
  return createVerifier({ issuer: issuer.issuer, resource: products, keys });
}

export async function bearer(scope = ''): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await issuer.mint({ scope })}` };
}

export async function statusOf(
  origin: string,
  path = '',
  headers: Record<string, string> = {},
): Promise<number> {
  return (await fetch(`${origin}/${path}`, { headers })).status;
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

export interface AppParts extends ModuleMetadata {
  readonly options?: Partial<TokenModuleOptions>;
  readonly token?: boolean;
}

/** The root module of an app as a user writes it. */
export function moduleOf({ options, token = true, imports = [], ...metadata }: AppParts): Type {
  @Module({
    ...metadata,
    imports: [
      ...imports,
      ...(token ? [TokenModule.forRoot({ verifier: makeVerifier(), ...options } as TokenModuleOptions)] : []),
    ],
  })
  class AppModule {}
  return AppModule;
}

/** An app that is made as `main.ts` makes it, closed when the test is over. */
export async function createApp(
  parts: AppParts,
  adapter: Adapter = () => new ExpressAdapter(),
): Promise<INestApplication> {
  const app = await NestFactory.create(moduleOf(parts), adapter(), { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  return app;
}

export async function listen(parts: AppParts, adapter?: Adapter): Promise<string> {
  const app = await createApp(parts, adapter);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

/** What the start says, by which it fails. */
export async function failureOf(start: Promise<unknown>): Promise<string> {
  return start.then(
    () => {
      throw new Error('the start was to fail');
    },
    (error: unknown) => {
      if (!(error instanceof TypeError)) throw error;
      return error.message;
    },
  );
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
