import { createRequire } from 'node:module';
import * as own from '@acme/token-nestjs';
import { createVerifier, defineResource } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Controller, Get, type INestApplication, Module, type Type, UseGuards } from '@nestjs/common';
import { APP_GUARD, NestFactory } from '@nestjs/core';
import { expect, it, onTestFinished } from 'vitest';

/** The CommonJS build beside the ESM of the app, as a library that brings a copy of its own. */
const theirs = createRequire(import.meta.url)(
  '../../../packages/token-nestjs/dist/cjs/index.js',
) as typeof own;

const issuer = await createTestIssuer();
const resource = defineResource({ indicator: issuer.resource, scopes: { write: 'Write' } });
const verifier = createVerifier({ issuer: issuer.issuer, resource, keys: issuer.keys });

class Library {
  get(): unknown {
    return {};
  }
}

/** A controller of the library, with these decorators beside the demand of its copy. */
function libraryController(...decorators: (MethodDecorator & ClassDecorator)[]): Type {
  class Products extends Library {
    override get() {
      return {};
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Products.prototype, 'get') as PropertyDescriptor;
  for (const decorator of [Get(), theirs.Scopes('write'), ...decorators]) {
    decorator(Products.prototype, 'get', descriptor);
  }
  Controller()(Products);
  return Products;
}

async function start(
  controller: Type,
  modules: (typeof own.TokenModule)[],
  isGuarded: boolean,
): Promise<string> {
  @Module({
    imports: modules.map((module) => module.forRoot({ verifier, report: false })),
    controllers: [controller],
    providers: isGuarded ? [{ provide: APP_GUARD, useExisting: own.TokenGuard }] : [],
  })
  class AppModule {}
  const app: INestApplication = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}

async function statusOf(origin: string, scope?: string): Promise<number> {
  const headers: Record<string, string> =
    scope === undefined ? {} : { authorization: `Bearer ${await issuer.mint({ scope })}` };
  return (await fetch(origin, { headers })).status;
}

it('they are two copies', () => {
  expect(theirs.TokenGuard).not.toBe(own.TokenGuard);
});

it('a demand of another copy of the package is asked by the guard of the app', async () => {
  const origin = await start(libraryController(), [own.TokenModule], true);
  expect(await statusOf(origin)).toBe(401);
  expect(await statusOf(origin, 'read')).toBe(403);
  expect(await statusOf(origin, 'write')).toBe(200);
});

it.each<[string, Type, (typeof own.TokenModule)[]]>([
  ['without a guard', libraryController(), [own.TokenModule]],
  ['without a module', libraryController(), []],
  ['behind the guard of the other copy', libraryController(UseGuards(theirs.TokenGuard)), [own.TokenModule]],
  [
    'behind the guard of the other copy, with both modules',
    libraryController(UseGuards(theirs.TokenGuard)),
    [own.TokenModule, theirs.TokenModule],
  ],
])(
  'rule 31, a demand of another copy that the app cannot see asked stops the start: %s',
  async (_case, controller, modules) => {
    await expect(start(controller, modules, false)).rejects.toThrow(
      /^Products\.get: nothing asks for the access token that is demanded here/,
    );
  },
);
