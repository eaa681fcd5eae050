import type { VerifiedToken } from '@acme/token-core';
import {
  createVerifier,
  type KeySource,
  type OrganizationPlace,
  type VerifierOptions,
} from '@acme/token-core';
import { Public, Scopes, Token, TokenGuard, VerifiedBy } from '../../../packages/token-nestjs/src/index.js';
import { createTestIssuer } from '@acme/token-testing';
import { ApolloDriver, type ApolloDriverConfig, ApolloFederationDriver } from '@nestjs/apollo';
import { type INestApplication, Injectable, Scope, type Type, UseGuards } from '@nestjs/common';
import {
  Args,
  GraphQLModule,
  Mutation,
  Parent,
  Query,
  ResolveField,
  ResolveReference,
  Resolver,
  Subscription,
} from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Client, createClient } from 'graphql-ws';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket } from 'ws';
import {
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  issuer,
  products,
} from '../../../packages/token-nestjs/test/setup.js';

const typeDefs = `
  type Product { id: Int! secret: String }
  type Query { catalogue: [Product!]! me: String anybody: String }
  type Mutation { add(name: String!): Boolean }
  type Subscription { ticks: Int }
`;

interface Product {
  readonly id: number;
}

const LIST = Array.from({ length: 1000 }, (_, id) => ({ id }));

@Resolver('Product')
class Products {
  @Public()
  @Query()
  catalogue() {
    return LIST;
  }
  @Scopes('read:products')
  @Query()
  me(@Token() token: VerifiedToken) {
    return token.claims.sub;
  }
  @Query()
  anybody(@Token() token: VerifiedToken) {
    return token.claims.sub;
  }
  @Scopes('write:products')
  @Mutation()
  add(@Args('name') name: string) {
    return name !== '';
  }
  @Scopes('read:products')
  @Subscription()
  async *ticks() {
    yield { ticks: 1 };
    yield { ticks: 2 };
  }
}

/** With a field that demands more. */
@Resolver('Product')
class ProductsWithSecret extends Products {
  @Scopes('admin')
  @ResolveField()
  secret(@Parent() { id }: Product) {
    return `secret ${id}`;
  }
}

interface Clock {
  now: number;
}

const drivers = [
  {
    driver: 'Apollo on Express',
    adapter: () => new ExpressAdapter(),
    forRoot: (options: Partial<ApolloDriverConfig>) =>
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        typeDefs,
        subscriptions: { 'graphql-ws': true },
        ...options,
      }),
  },
  {
    driver: 'Apollo on Fastify',
    adapter: () => new FastifyAdapter(),
    forRoot: (options: Partial<ApolloDriverConfig>) =>
      GraphQLModule.forRoot<ApolloDriverConfig>({
        driver: ApolloDriver,
        typeDefs,
        subscriptions: { 'graphql-ws': true },
        ...options,
      }),
  },
  {
    driver: 'Mercurius on Fastify',
    adapter: () => new FastifyAdapter(),
    forRoot: (options: Partial<MercuriusDriverConfig>) =>
      GraphQLModule.forRoot<MercuriusDriverConfig>({
        driver: MercuriusDriver,
        typeDefs,
        subscription: { fullWsTransport: true },
        ...options,
      }),
  },
] as const;

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Record<string, unknown> }[];
}

async function query(origin: string, text: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: text }),
  });
  return (await response.json()) as Answer;
}

const codesOf = ({ errors = [] }: Answer) => [
  ...new Set(errors.map(({ extensions }) => extensions?.['code'])),
];

const clients: Client[] = [];
afterEach(async () => {
  await Promise.all(clients.splice(0).map(async (client) => client.dispose()));
  vi.restoreAllMocks();
});

function socket(
  origin: string,
  connectionParams?: Record<string, unknown>,
  headers: Record<string, string> = {},
) {
  class WithHeaders extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers });
    }
  }
  const client = createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: WithHeaders,
    retryAttempts: 0,
    lazyCloseTimeout: 60_000,
    ...(connectionParams && { connectionParams }),
  });
  clients.push(client);
  return client;
}

/** The answers to one operation over a WebSocket, the refusal as an answer too. */
async function ask(client: Client, text: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  await new Promise<void>((resolve) => {
    client.subscribe(
      { query: text },
      {
        next: (answer) => answers.push(answer as Answer),
        error: (errors) => {
          answers.push({ errors: errors as NonNullable<Answer['errors']> });
          resolve();
        },
        complete: resolve,
      },
    );
  });
  return answers;
}

describe.each(drivers)('GraphQL: $driver', ({ adapter, forRoot }) => {
  async function start(
    resolver: Type = Products,
    options: { fieldResolverEnhancers?: ['guards'] } = {},
    keys: KeySource = issuer.keys,
    clock?: Clock,
    more: Partial<VerifierOptions> = {},
  ): Promise<{ origin: string; app: INestApplication }> {
    const verifier = createVerifier({
      issuer: issuer.issuer,
      resource: products,
      keys,
      ...(clock && { now: () => clock.now }),
      ...more,
    });
    const app = await createApp(
      {
        imports: [forRoot(options)],
        providers: [resolver, forEveryRoute],
        options: { verifier },
      },
      adapter,
    );
    await app.listen(0, '127.0.0.1');
    return { origin: await app.getUrl(), app };
  }

  it('queries and mutations are judged, and refusals carry the codes of GraphQL', async () => {
    const { origin } = await start();
    expect((await query(origin, '{ me }', await bearer('read:products'))).data).toEqual({ me: 'test-user' });
    expect((await query(origin, '{ catalogue { id } }')).data?.['catalogue']).toHaveLength(1000);
    const missing = await query(origin, '{ me }');
    expect(codesOf(missing)).toEqual(['UNAUTHENTICATED']);
    expect(missing.errors?.[0]?.extensions).toMatchObject({ reason: 'missing' });
    expect(codesOf(await query(origin, '{ me }', { authorization: 'Bearer a.b.c' }))).toEqual([
      'UNAUTHENTICATED',
    ]);
    expect(codesOf(await query(origin, '{ me }', { authorization: 'Bearer a b' }))).toEqual(['BAD_REQUEST']);
    const mutation = 'mutation { add(name: "a") }';
    const refused = await query(origin, mutation, await bearer('read:products'));
    expect(codesOf(refused)).toEqual(['FORBIDDEN']);
    expect(refused.errors?.[0]?.message).toBe('The access token lacks a required scope.');
    expect((await query(origin, mutation, await bearer('write:products'))).data).toEqual({ add: true });
  });

  it('the fields of one request are judged each by its own demand', async () => {
    const { origin } = await start();
    const answer = await query(origin, '{ anybody me }', await bearer('other'));
    expect(codesOf(answer)).toEqual(['FORBIDDEN']);
  });

  it('unavailable keys are said to be that', async () => {
    const keys = { ...issuer.keys, current: () => Promise.reject(new Error('down')) } as KeySource;
    const { origin } = await start(Products, {}, keys);
    expect(codesOf(await query(origin, '{ me }', await bearer('read:products')))).toEqual([
      'SERVICE_UNAVAILABLE',
    ]);
  });

  it('rule 31: a demand on a field that GraphQL asks no guard about stops the start', async () => {
    expect(await failureOf(start(ProductsWithSecret))).toMatch(
      /^ProductsWithSecret\.secret: .*fieldResolverEnhancers: \['guards'\]/,
    );
    @Scopes('admin')
    @Resolver('Product')
    class OfClass {
      @ResolveField()
      secret() {
        return 'secret';
      }
      @Query()
      catalogue() {
        return LIST;
      }
    }
    expect(await failureOf(start(OfClass))).toMatch(/^OfClass\.secret: .*fieldResolverEnhancers/);
  });

  it('a field without a demand is innocent, under the default and a guard for all', async () => {
    @Resolver('Product')
    class Innocent extends Products {
      @ResolveField()
      secret() {
        return 'none';
      }
    }
    const { origin } = await start(Innocent);
    expect((await query(origin, '{ catalogue { secret } }')).errors).toBeUndefined();
  });

  it('with field guards a field is not read through a public query', async () => {
    const { origin } = await start(ProductsWithSecret, { fieldResolverEnhancers: ['guards'] });
    const open = await query(origin, '{ catalogue { secret } }');
    expect(codesOf(open)).toEqual(['UNAUTHENTICATED']);
    expect(JSON.stringify(open.data)).not.toContain('secret 1');
    expect(codesOf(await query(origin, '{ catalogue { secret } }', await bearer('read:products')))).toEqual([
      'FORBIDDEN',
    ]);
    const read = await query(origin, '{ catalogue { secret } }', await bearer('admin'));
    expect(read.errors).toBeUndefined();
  });

  it.each([
    ['with the cache', true],
    ['without', false],
  ])('rule 27: a thousand guarded fields cost one signature check, %s', async (_case, cache) => {
    const { origin } = await start(
      ProductsWithSecret,
      { fieldResolverEnhancers: ['guards'] },
      issuer.keys,
      undefined,
      cache ? {} : { cache: false },
    );
    const verify = vi.spyOn(crypto.subtle, 'verify');
    const read = await query(origin, '{ catalogue { secret } }', await bearer('admin'));
    expect(read.errors).toBeUndefined();
    expect(read.data?.['catalogue']).toHaveLength(1000);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('a thousand fields under a forged token cost one signature check too', async () => {
    const { origin } = await start(ProductsWithSecret, { fieldResolverEnhancers: ['guards'] });
    const { authorization = '' } = await bearer('admin');
    const end = authorization.endsWith('AA') ? 'BA' : 'AA';
    const verify = vi.spyOn(crypto.subtle, 'verify');
    const forged = { authorization: authorization.slice(0, -4) + end + authorization.slice(-2) };
    expect(codesOf(await query(origin, '{ catalogue { secret } }', forged))).toEqual(['UNAUTHENTICATED']);
    expect(verify.mock.calls.length).toBeLessThanOrEqual(1);
  });

  it('a resolver in the scope of a request is judged alike', async () => {
    @Injectable({ scope: Scope.REQUEST })
    @Resolver('Product')
    class PerRequest extends ProductsWithSecret {}
    const { origin } = await start(PerRequest, { fieldResolverEnhancers: ['guards'] });
    expect(codesOf(await query(origin, '{ me }'))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await query(origin, '{ catalogue { secret } }', await bearer('read:products')))).toEqual([
      'FORBIDDEN',
    ]);
    expect((await query(origin, '{ catalogue { secret } }', await bearer('admin'))).errors).toBeUndefined();
  });

  describe('over a WebSocket', () => {
    it('a subscription is let in by connectionParams, in any case of the name, or by the header of the upgrade', async () => {
      const { origin } = await start();
      const headers = await bearer('read:products');
      for (const client of [
        socket(origin, headers),
        socket(origin, { Authorization: headers['authorization'] }),
        socket(origin, undefined, headers),
        socket(origin, headers, headers),
      ]) {
        const answers = await ask(client, 'subscription { ticks }');
        expect(answers.map(({ data }) => data?.['ticks'])).toEqual([1, 2]);
      }
    });

    it.each<[string, Record<string, unknown> | undefined, unknown]>([
      ['nothing', undefined, 'UNAUTHENTICATED'],
      ['nothing of ours', { token: 'secret' }, 'UNAUTHENTICATED'],
      ['another scheme', { authorization: 'Basic dXNlcg==' }, 'UNAUTHENTICATED'],
      ['no token', { authorization: 'Bearer a.b.c' }, 'UNAUTHENTICATED'],
      ['an object with a length', { authorization: { length: 1, '0': {} } }, 'BAD_REQUEST'],
      ['a number', { authorization: 1 }, 'BAD_REQUEST'],
      ['a list', { authorization: ['Bearer a.b.c', 'Bearer d.e.f'] }, 'BAD_REQUEST'],
      ['an empty list', { authorization: [] }, 'BAD_REQUEST'],
      ['two that differ', { authorization: 'Bearer a.b.c', Authorization: 'Bearer d.e.f' }, 'BAD_REQUEST'],
      ['a header inside', { headers: { authorization: 1 } }, 'BAD_REQUEST'],
    ])('%s is a typed refusal', async (_case, parameters, code) => {
      const { origin } = await start();
      const [answer = {}] = await ask(socket(origin, parameters), 'subscription { ticks }');
      expect(codesOf(answer)).toEqual([code]);
    });

    it('connectionParams and a header that differ are refused, whichever is good', async () => {
      const { origin } = await start();
      const [good, other] = [await bearer('read:products'), await bearer('other')];
      for (const client of [socket(origin, good, other), socket(origin, other, good)]) {
        const [answer = {}] = await ask(client, 'subscription { ticks }');
        expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
      }
    });

    describe('rule 21: where the token comes in a field of its own', () => {
      const FIELD = { tokenHeader: 'X-Access-Token' };
      const startWithField = () => start(Products, {}, issuer.keys, undefined, FIELD);
      const tokenFor = async (scope: string) => (await bearer(scope))['authorization']?.slice(7) ?? '';

      it('it is read out of connectionParams or of the upgrade, whatever Authorization says', async () => {
        const { origin } = await startWithField();
        const token = await tokenFor('read:products');
        const field = { 'x-access-token': token };
        const basic = { authorization: 'Basic dXNlcg==' };
        for (const client of [
          socket(origin, { 'X-Access-Token': token }),
          socket(origin, { headers: { 'x-access-token': `Bearer ${token}` } }),
          socket(origin, undefined, field),
          socket(origin, basic, field),
          socket(origin, { authorization: 'Bearer a.b.c' }, field),
          socket(origin, field, basic),
          socket(origin, field, field),
        ]) {
          const answers = await ask(client, 'subscription { ticks }');
          expect(answers.map(({ data }) => data?.['ticks'])).toEqual([1, 2]);
        }
      });

      it('Authorization, a cookie or another name brings none', async () => {
        const { origin } = await startWithField();
        const token = await tokenFor('read:products');
        for (const client of [
          socket(origin, { authorization: `Bearer ${token}` }),
          socket(origin, undefined, { authorization: `Bearer ${token}` }),
          socket(origin, { cookie: `x-access-token=${token}` }),
          socket(origin, undefined, { cookie: `x-access-token=${token}` }),
          socket(origin, { accessToken: token }),
        ]) {
          const [answer = {}] = await ask(client, 'subscription { ticks }');
          expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
          expect(answer.errors?.[0]?.extensions).toMatchObject({ reason: 'missing' });
        }
      });

      it('two that differ are refused, and one that is no text', async () => {
        const { origin } = await startWithField();
        const [good, other] = [await tokenFor('read:products'), await tokenFor('other')];
        for (const client of [
          socket(origin, { 'x-access-token': good }, { 'x-access-token': other }),
          socket(origin, { 'x-access-token': other }, { 'x-access-token': good }),
          socket(origin, { 'x-access-token': good, 'X-Access-Token': other }),
          socket(origin, { 'x-access-token': 1 }),
        ]) {
          const [answer = {}] = await ask(client, 'subscription { ticks }');
          expect(codesOf(answer)).toEqual(['BAD_REQUEST']);
        }
      });
    });

    it.each<[string, OrganizationPlace, Record<string, string>]>([
      ['a field', { header: 'x-organization' }, { 'x-organization': 'acme' }],
      ['the host', { subdomainOf: 'example.com' }, { host: 'acme.example.com' }],
    ])(
      'rule 28: %s of the upgrade names the organization beside a token in connectionParams',
      async (_case, place, headers) => {
        const { origin } = await start(Products, {}, issuer.keys, undefined, { organization: place });
        const claims = { scope: 'read:products', organization_id: 'acme' };
        const token = { authorization: `Bearer ${await issuer.mint(claims)}` };
        const answers = await ask(socket(origin, token, headers), 'subscription { ticks }');
        expect(answers.map(({ data }) => data?.['ticks'])).toEqual([1, 2]);
        const [answer = {}] = await ask(socket(origin, token), 'subscription { ticks }');
        expect(codesOf(answer)).toEqual(['FORBIDDEN']);
      },
    );

    it('a token that lacks the scope is FORBIDDEN', async () => {
      const { origin } = await start();
      const [answer = {}] = await ask(socket(origin, await bearer('other')), 'subscription { ticks }');
      expect(codesOf(answer)).toEqual(['FORBIDDEN']);
    });

    it('rule 27: judged again at every call on the same socket, when the token has expired', async () => {
      const clock = { now: Date.now() };
      const { origin } = await start(Products, {}, issuer.keys, clock);
      const client = socket(origin, await bearer('read:products'));
      for (const text of ['{ me }', 'subscription { ticks }']) {
        expect((await ask(client, text))[0]?.errors).toBeUndefined();
      }
      clock.now += 86_400_000;
      for (const text of ['{ me }', 'subscription { ticks }']) {
        const [answer = {}] = await ask(client, text);
        expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      }
    });

    it('rule 27: judged again at every call on the same socket, when the key is withdrawn', async () => {
      const own = await createTestIssuer();
      const { origin } = await start(Products, {}, own.keys);
      const client = socket(origin, {
        authorization: `Bearer ${await own.mint({ scope: 'read:products' })}`,
      });
      expect((await ask(client, '{ me }'))[0]?.data).toEqual({ me: 'test-user' });
      await own.rotate({ keepPrevious: false });
      const [answer = {}] = await ask(client, '{ me }');
      expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
    });
  });
});

describe('GraphQL over a WebSocket, where the app shows the upgrade as `fetch` does', () => {
  it.each<[string, Record<string, string> | undefined, unknown]>([
    ['alone', undefined, undefined],
    ['beside the same header', {}, undefined],
    ['beside another', { authorization: 'Bearer a.b.c' }, 'BAD_REQUEST'],
  ])('connectionParams count %s', async (_case, headers, code) => {
    const token = await bearer('read:products');
    const app = await createApp({
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          typeDefs,
          subscriptions: { 'graphql-ws': true },
          context: ({ connectionParams }: { connectionParams?: unknown }) => ({
            req: { connectionParams, headers: new Headers(headers && { ...token, ...headers }) },
          }),
        }),
      ],
      providers: [Products, forEveryRoute],
    });
    await app.listen(0, '127.0.0.1');
    const [answer = {}] = await ask(socket(await app.getUrl(), token), 'subscription { ticks }');
    expect(codesOf(answer)).toEqual(code === undefined ? [] : [code]);
  });
});

it('rule 3: a polluted prototype names no organization beside connectionParams', async () => {
  const organization = { param: 'organizationId' } as const;
  const app = await createApp({
    imports: [drivers[0].forRoot({})],
    providers: [Products, forEveryRoute],
    options: {
      verifier: createVerifier({
        issuer: issuer.issuer,
        resource: products,
        keys: issuer.keys,
        organization,
      }),
    },
  });
  await app.listen(0, '127.0.0.1');
  const token = await issuer.mint({ scope: 'read:products', organization_id: 'acme' });
  const client = socket(await app.getUrl(), { authorization: `Bearer ${token}` });
  Object.defineProperty(Object.prototype, 'params', {
    value: { organizationId: 'acme' },
    configurable: true,
    writable: true,
  });
  onTestFinished(() => {
    Reflect.deleteProperty(Object.prototype, 'params');
  });
  const [answer = {}] = await ask(client, 'subscription { ticks }');
  expect(codesOf(answer)).toEqual(['FORBIDDEN']);
});

describe('GraphQL federation', () => {
  @Resolver('Item')
  class Items {
    @Public()
    @Query()
    first() {
      return { id: '1' };
    }
    @Scopes('admin')
    @ResolveReference()
    resolveReference({ id }: { id: string }) {
      return { id };
    }
  }

  const ENTITIES = '{ _entities(representations: [{ __typename: "Item", id: "7" }]) { ... on Item { id } } }';

  async function start(fieldResolverEnhancers: 'guards'[] = []) {
    const app = await createApp({
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloFederationDriver,
          typeDefs: 'type Item @key(fields: "id") { id: ID! } type Query { first: Item }',
          fieldResolverEnhancers,
        }),
      ],
      providers: [Items, forEveryRoute],
    });
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  it('rule 31: a demand on a reference stops the start unless field guards are on', async () => {
    expect(await failureOf(start())).toMatch(/^Items\.resolveReference: .*fieldResolverEnhancers/);
    const origin = await start(['guards']);
    expect(codesOf(await query(origin, ENTITIES))).toEqual(['UNAUTHENTICATED']);
    expect(codesOf(await query(origin, ENTITIES, await bearer('other')))).toEqual(['FORBIDDEN']);
    expect((await query(origin, ENTITIES, await bearer('admin'))).data).toEqual({ _entities: [{ id: '7' }] });
  });
});

describe('rule 31, the name of a type, before which GraphQL asks no guard', () => {
  const start = (resolver: Type, fieldResolverEnhancers: 'guards'[] = []) =>
    listenTo({
      imports: [
        GraphQLModule.forRoot<ApolloDriverConfig>({
          driver: ApolloDriver,
          typeDefs: `type Book { title: String } type Film { title: String } union Item = Book | Film
            type Query { items: [Item!]! }`,
          fieldResolverEnhancers,
        }),
      ],
      providers: [resolver, forEveryRoute],
    });

  class Base {
    @Public()
    @Query()
    items() {
      return [{ kind: 'Book', title: 'One' }];
    }
  }

  it('a demand on __resolveType stops the start, with field guards too', async () => {
    @Resolver('Item')
    class Items extends Base {
      @Scopes('admin')
      @ResolveField()
      __resolveType({ kind }: { kind: string }) {
        return kind;
      }
    }
    @Resolver('Item')
    class Inheriting extends Items {}
    const sentence = 'GraphQL asks no guard before __resolveType; put it on the fields.';
    for (const enhancers of [[], ['guards' as const]]) {
      expect(await failureOf(start(Items, enhancers))).toBe(`Items.__resolveType: ${sentence}`);
      expect(await failureOf(start(Inheriting, enhancers))).toBe(`Inheriting.__resolveType: ${sentence}`);
    }
  });

  it('a demand of the class is about its other methods', async () => {
    @Scopes('admin')
    @Resolver('Item')
    class Items extends Base {
      @ResolveField()
      __resolveType({ kind }: { kind: string }) {
        return kind;
      }
    }
    const origin = await start(Items);
    const answer = await query(origin, '{ items { ... on Book { title } } }');
    expect(answer).toEqual({ data: { items: [{ title: 'One' }] } });
  });
});

describe('rule 31, a field with a demand where guards are asked before fields', () => {
  const imports = () => [drivers[0].forRoot({ fieldResolverEnhancers: ['guards'] })];

  it('without any guard it stops the start', async () => {
    @Resolver('Product')
    class Secrets {
      @Scopes('admin')
      @ResolveField()
      secret() {
        return 'secret';
      }
      @Query()
      catalogue() {
        return LIST;
      }
    }
    expect(await failureOf(listenTo({ imports: imports(), providers: [Secrets] }))).toMatch(
      /^Secrets\.secret: nothing asks for the access token that is demanded here/,
    );
  });

  it('a guard on the field itself is asked', async () => {
    @Resolver('Product')
    class Secrets {
      @UseGuards(TokenGuard)
      @Scopes('admin')
      @ResolveField()
      secret() {
        return 'secret';
      }
      @Query()
      catalogue() {
        return [{ id: 1 }];
      }
    }
    const origin = await listenTo({ imports: imports(), providers: [Secrets] });
    expect(codesOf(await query(origin, '{ catalogue { secret } }'))).toEqual(['UNAUTHENTICATED']);
    expect((await query(origin, '{ catalogue { secret } }', await bearer('admin'))).data).toEqual({
      catalogue: [{ secret: 'secret' }],
    });
  });

  it('one of two modules of GraphQL without them stops the start, and other enhancers are none', async () => {
    for (const enhancers of [undefined, ['interceptors'], 'guards'] as const) {
      const two = [
        ...imports(),
        drivers[0].forRoot({ path: '/other', fieldResolverEnhancers: enhancers as never }),
      ];
      const parts = { imports: two, providers: [ProductsWithSecret, forEveryRoute] };
      expect(await failureOf(listenTo(parts))).toMatch(
        /^ProductsWithSecret\.secret: GraphQL asks no guard before fields and references; say fieldResolverEnhancers: \['guards'\] in GraphQLModule, or put the demand on the queries that lead here\.$/,
      );
    }
  });
});

describe('GraphQL, several verifiers in one request', () => {
  async function start() {
    const partners = await createTestIssuer({ resource: 'https://partners.example.com' });
    const { issuer: name, resource, keys } = partners;
    @Resolver('Product')
    class Both {
      @Query()
      me(@Token() token: VerifiedToken) {
        return token.subject;
      }
      @VerifiedBy('partners')
      @Query()
      anybody(@Token() token: VerifiedToken) {
        return token.subject;
      }
    }
    const told: [boolean, string | undefined][] = [];
    const origin = await listenTo({
      imports: [drivers[0].forRoot({})],
      providers: [Both, forEveryRoute],
      options: {
        verifiers: { partners: createVerifier({ issuer: name, resource, keys }) },
        report: (decision, place) => void told.push([decision.ok, place?.route]),
      },
    });
    const theirs = { authorization: `Bearer ${await partners.mint({ sub: 'partner' })}` };
    return { origin, theirs, told };
  }

  it('each field is judged by its own, whichever was asked first', async () => {
    const { origin, theirs } = await start();
    const own = await bearer();
    for (const text of ['{ me anybody }', '{ anybody me }']) {
      for (const [headers, data] of [
        [own, { me: 'test-user', anybody: null }],
        [theirs, { me: null, anybody: 'partner' }],
      ] as const) {
        const answer = await query(origin, text, headers);
        expect(answer.data).toEqual(data);
        expect(codesOf(answer)).toEqual(['UNAUTHENTICATED']);
      }
    }
  });

  it('rule 33: a refusal is reported by class and method', async () => {
    const { origin, told } = await start();
    await query(origin, '{ anybody }', await bearer());
    await query(origin, '{ me }', await bearer());
    expect(told).toEqual([
      [false, 'Both.anybody'],
      [true, undefined],
    ]);
  });
});

describe('GraphQL with @UseGuards', () => {
  it('rule 31: a demand on a query without a guard stops the start; with one it holds', async () => {
    const imports = () => [drivers[0].forRoot({})];
    expect(await failureOf(listenTo({ imports: imports(), providers: [Products] }))).toMatch(
      /^Products\.\w+: /,
    );
    @UseGuards(TokenGuard)
    @Resolver('Product')
    class Guarded extends Products {}
    const origin = await listenTo({ imports: imports(), providers: [Guarded] });
    expect(codesOf(await query(origin, '{ me }'))).toEqual(['UNAUTHENTICATED']);
  });
});

async function listenTo(parts: Parameters<typeof createApp>[0]) {
  const app = await createApp(parts);
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
}
