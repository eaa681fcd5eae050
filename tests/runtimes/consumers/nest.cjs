// A NestJS 11 app as the TypeScript compiler writes it for CommonJS: `require`, and decorators called by hand.
require('reflect-metadata');
const { createVerifier, defineResource, staticKeys } = require('@acme/token-core');
const { Public, Scopes, Token, TokenGuard, TokenModule } = require('@acme/token-nestjs');
const { Controller, Get, Module, Post } = require('@nestjs/common');
const { APP_GUARD, NestFactory } = require('@nestjs/core');
const jwks = require('../../../packages/token-core/test/vectors/logto/jwks.json');
const samples = require('../../../packages/token-core/test/vectors/logto/tokens.json');

const verifier = createVerifier({
  issuer: 'http://localhost:3001/oidc',
  resource: defineResource({
    indicator: 'https://api.example.com',
    scopes: { 'read:products': 'See the products', 'write:products': 'Change the products' },
  }),
  keys: staticKeys(jwks),
  now: () => 1_795_409_900_000,
});

class Products {
  health() {
    return 'fine';
  }
  me(token) {
    return token.claims.sub;
  }
  add() {
    return 'made';
  }
}
decorate(Products, 'health', [Public(), Get('health')]);
decorate(Products, 'me', [Get('me')]);
Token()(Products.prototype, 'me', 0);
decorate(Products, 'add', [Scopes('write:products'), Post('products')]);
Controller()(Products);

class App {}
Module({
  imports: [TokenModule.forRoot({ verifier })],
  controllers: [Products],
  providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
})(App);

function decorate(target, name, decorators) {
  const descriptor = Object.getOwnPropertyDescriptor(target.prototype, name);
  for (const decorator of decorators.toReversed()) decorator(target.prototype, name, descriptor);
  Reflect.defineMetadata('design:paramtypes', [Object], target.prototype, name);
}

function tokenOf(wanted) {
  return samples.find(({ name }) => name === wanted);
}

async function main() {
  const app = await NestFactory.create(App, { logger: false });
  await app.listen(0, '127.0.0.1');
  const origin = await app.getUrl();
  const reader = tokenOf('cc-reader-both');
  const editor = tokenOf('cc-full-both');
  const cases = [
    ['GET', '/health', undefined, 200, 'fine'],
    ['GET', '/me', undefined, 401],
    ['GET', '/me', 'abc', 401],
    ['GET', '/me', 'a b', 400],
    ['GET', '/me', reader.accessToken, 200, reader.claims.sub],
    ['POST', '/products', reader.accessToken, 403],
    ['POST', '/products', editor.accessToken, 201, 'made'],
  ];
  const failures = [];
  let passed = 0;
  for (const [method, path, token, status, text] of cases) {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(origin + path, { method, headers });
    const body = await response.text();
    if (response.status === status && (text === undefined || body === text)) passed++;
    else failures.push(`${method} ${path}: ${response.status} ${body}`);
  }
  await app.close();
  console.log(JSON.stringify({ passed, failures }));
}

void main();
