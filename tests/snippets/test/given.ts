const SCOPES = "'read:products' | 'write:products' | 'delete:products' | 'notes:write'";
const VERIFIER = `declare const verifier: import('@acme/token-core').Verifier<${SCOPES}>;`;

/**
 * What the reader of an example has by then, by name: written once, in front of the example that uses it. A record says it
 * for each package.
 */
export const GIVEN: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  verifier: VERIFIER,
  products: `declare const products: import('@acme/token-core').Resource<${SCOPES}>;`,
  token: {
    '@acme/token-core': `declare const token: import('@acme/token-core').VerifiedToken<${SCOPES}> & string;`,
    '@acme/token-attack': 'declare const token: string;',
  },
  result: "declare const result: { ok: false; error: import('@acme/token-core').Refusal };",
  error: "declare const error: import('@acme/token-core').Refusal;",
  requirement: `declare const requirement: import('@acme/token-core').Requirements<${SCOPES}>;`,
  request: {
    '@acme/token-core': 'declare const request: Request;',
    '@acme/token-nestjs': 'declare const request: object;',
  },
  app: {
    '@acme/token-express': "declare const app: import('express').Express;",
    '@acme/token-doctor': "declare const app: import('express').Express;",
    '@acme/token-logto': "declare const app: import('express').Express;",
    '@acme/token-mcp': "declare const app: import('express').Express;",
    '@acme/token-hono': "declare const app: import('hono').Hono;",
    '@acme/token-fastify': "declare const app: import('fastify').FastifyInstance;",
    '@acme/token-nestjs': "declare const app: import('@nestjs/common').INestApplication;",
  },
  issuer: {
    '@acme/token-core': 'declare const issuer: string;',
    '@acme/token-issuer': "declare const issuer: import('@acme/token-issuer').Issuer;",
  },
  options: 'declare const options: object;',
  port: 'declare const port: unknown;',
  routes: 'declare const routes: Record<string, unknown>;',
  refusal: "declare const refusal: import('@acme/token-core').Refusal;",
  host: "declare const host: import('@acme/token-testing/contract').ContractHost;",
  otherHost: "declare const otherHost: import('@acme/token-testing/contract').ContractHost;",
  contractCase: "declare const contractCase: import('@acme/token-testing/contract').ContractCase;",
  startApi:
    'declare function startApi(issuer: string, resource: string): Promise<{ origin: string; close(): Promise<void> }>;',
  follow: 'declare function follow(decision: object): void;',
  event: 'declare const event: { readonly createdAt: string };',
  ExecutionContext: "import type { ExecutionContext } from '@nestjs/common';",
  CallHandler: "import type { CallHandler } from '@nestjs/common';",
  ParseIntPipe: "import { ParseIntPipe } from '@nestjs/common';",
  VerifiedToken: "import type { VerifiedToken } from '@acme/token-core';",
  text: 'declare const text: string;',
  apiClient:
    "declare const apiClient: ReturnType<typeof import('@logto/api/management').createManagementApi>['apiClient'];",
  createManagementApi: "import { createManagementApi } from '@logto/api/management';",
  tenant: 'declare const tenant: string;',
  clientId: 'declare const clientId: string;',
  clientSecret: 'declare const clientSecret: string;',
  standing: "declare const standing: import('@acme/token-core/standing').Standing;",
  organization:
    "import { defineOrganization } from '@acme/token-logto';\nconst organization = defineOrganization({ scopes: { 'read:members': 'See members' } });",
  transport: 'declare const transport: { handleRequest(...given: readonly unknown[]): Promise<void> };',
  createMcpHandler:
    'declare function createMcpHandler(make: () => object): { fetch(request: Request): Promise<Response> };',
  makeServer: 'declare function makeServer(): object;',
  protect: {
    '@acme/token-doctor': "import { protect } from '@acme/token-express';",
    '@acme/token-mcp': "import { protect } from '@acme/token-express';",
  },
  createClient: "import { createClient } from 'redis';",
  Test: "import { Test } from '@nestjs/testing';",
  ProductsController: 'declare class ProductsController {}',
  AppModule: 'declare class AppModule {}',
  facts: "declare const facts: import('@acme/token-doctor/causes').AccessFacts;",
  network: "declare const network: import('@acme/token-doctor/causes').NetworkFacts;",
  it: "import { it } from 'vitest';",
  jwks: "declare const jwks: import('@acme/token-core').JsonWebKeySet;",
  expect: "import { expect } from 'vitest';",
};
