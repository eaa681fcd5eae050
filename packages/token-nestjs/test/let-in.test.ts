import { createVerifier, type VerifiedToken } from '@acme/token-core';
import { createTestIssuer } from '@acme/token-testing';
import { Controller, Get, type INestApplication, UseGuards } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OptionalToken, Scopes, Token, TokenGuard, TokenModule } from '../src/index.js';
import { letIn, TokenTestingModule } from '../src/testing/index.js';

const issuer = await createTestIssuer();
const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });

@Controller()
class Products {
  @Scopes('write:products')
  @Get('products')
  list(@Token() token: VerifiedToken) {
    return token.subject;
  }

  @OptionalToken()
  @Get('greeting')
  greet(@Token() token: VerifiedToken | undefined) {
    return `Hello, ${token?.subject ?? 'stranger'}`;
  }
}

async function start(builder: ReturnType<typeof Test.createTestingModule>): Promise<INestApplication> {
  const app = (await builder.compile()).createNestApplication({ logger: false });
  onTestFinished(() => app.close());
  await app.listen(0, '127.0.0.1');
  return app;
}

async function get(app: INestApplication, path: string) {
  const response = await fetch(`${await app.getUrl()}/${path}`);
  return [response.status, await response.text()];
}

describe('letIn', () => {
  const imports = [TokenTestingModule.forRoot({ verifier, report: false })];
  const inPlace = (token?: VerifiedToken) =>
    Test.createTestingModule({ imports, controllers: [Products] })
      .overrideProvider(TokenGuard)
      .useValue(letIn(token));

  it('hands the made token over, and judges no demand', async () => {
    const app = await start(inPlace(issuer.token({ sub: 'alice', scope: '' })));
    expect(await get(app, 'products')).toStrictEqual([200, 'alice']);
    expect(await get(app, 'greeting')).toStrictEqual([200, 'Hello, alice']);
  });

  it('without a token it is the request of somebody who sent none', async () => {
    const app = await start(inPlace());
    expect(await get(app, 'greeting')).toStrictEqual([200, 'Hello, stranger']);
    expect((await get(app, 'products'))[0]).toBe(500);
  });

  it('rule 27: a guard that does ask judges for itself', async () => {
    const token = issuer.token({ sub: 'alice', scope: 'write:products' });
    @UseGuards(letIn(token), TokenGuard)
    @Controller()
    class Asked extends Products {}
    const controllers = [Asked];
    const modules = [TokenModule.forRoot({ verifier, report: false })];
    const app = await start(Test.createTestingModule({ imports: modules, controllers }));
    expect((await get(app, 'products'))[0]).toBe(401);
  });

  it.each(['a.b.c', null, 7, {}, { claims: {} }, Promise.resolve()])('%o is no token', (token) => {
    expect(() => letIn(token as never)).toThrow('letIn: token: expected what issuer.token(claims) gives');
  });
});
