import type { Requirements } from '@acme/token-core';
import { Controller, Get, type Type, UseGuards } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import {
  OptionalToken,
  Public,
  Requires,
  Scopes,
  TokenGuard,
  TokenModule,
  VerifiedBy,
} from '../src/index.js';
import { partnersVerifier, trading } from './partners.js';
import {
  type AppParts,
  bearer,
  createApp,
  failureOf,
  forEveryRoute,
  listen,
  makeVerifier,
  statusOf,
} from './setup.js';

const verifiers = { partners: partnersVerifier(), own: makeVerifier() };

const start = (...controllers: Type[]) =>
  listen({ controllers, providers: [forEveryRoute], options: { verifiers } });

describe('@VerifiedBy is inherited, and the nearer word holds', () => {
  it('by a class that extends, unless it says another', async () => {
    @VerifiedBy('partners')
    class Base {
      @Get()
      get() {
        return {};
      }
    }
    @Controller('kept')
    class Kept extends Base {}
    @VerifiedBy('own')
    @Controller('replaced')
    class Replaced extends Base {}
    const origin = await start(Kept, Replaced);
    expect(await statusOf(origin, 'kept', await trading())).toBe(200);
    expect(await statusOf(origin, 'kept', await bearer())).toBe(401);
    expect(await statusOf(origin, 'replaced', await trading())).toBe(401);
    expect(await statusOf(origin, 'replaced', await bearer())).toBe(200);
  });

  it('by a method that overrides, also beside a demand of its own', async () => {
    class Base {
      @VerifiedBy('partners')
      @Get('kept')
      kept() {
        return {};
      }
      @VerifiedBy('partners')
      @Get('demanding')
      demanding() {
        return {};
      }
      @VerifiedBy('partners')
      @Get('replaced')
      replaced() {
        return {};
      }
    }
    @Controller()
    class Derived extends Base {
      @Get('kept')
      override kept() {
        return {};
      }
      @Requires({ scopes: ['trade'] as never })
      @Get('demanding')
      override demanding() {
        return {};
      }
      @VerifiedBy('own')
      @Get('replaced')
      override replaced() {
        return {};
      }
    }
    const origin = await start(Derived);
    for (const path of ['kept', 'demanding']) {
      expect(await statusOf(origin, path, await trading())).toBe(200);
      expect(await statusOf(origin, path, await bearer())).toBe(401);
    }
    expect(await statusOf(origin, 'replaced', await trading())).toBe(401);
    expect(await statusOf(origin, 'replaced', await bearer())).toBe(200);
  });

  it('what a base class adds up and what its method says hold together', async () => {
    @Scopes('read:products')
    class Base {
      @Public()
      @Get('open')
      open() {
        return {};
      }
      @Scopes('write:products')
      @Get('closed')
      closed() {
        return {};
      }
    }
    @OptionalToken()
    @Controller()
    class Derived extends Base {
      @Get('greeting')
      greeting() {
        return {};
      }
    }
    const origin = await start(Derived);
    expect(await statusOf(origin, 'open')).toBe(200);
    expect(await statusOf(origin, 'greeting')).toBe(200);
    expect(await statusOf(origin, 'greeting', { authorization: 'Bearer a.b.c' })).toBe(401);
    // Its class opens what it inherits, but for what the method itself demands.
    expect(await statusOf(origin, 'closed')).toBe(401);
    expect(await statusOf(origin, 'closed', await bearer('read:products'))).toBe(403);
    expect(await statusOf(origin, 'closed', await bearer('write:products'))).toBe(200);
  });

  it('rule 31: where everything is public it demands nothing, and no guard is needed', async () => {
    @VerifiedBy('partners')
    @Controller()
    class Api {
      @Public()
      @Get()
      get() {
        return {};
      }
    }
    expect(await statusOf(await listen({ controllers: [Api], options: { verifiers } }))).toBe(200);
  });
});

describe('a requirement is what it was when the decorator was called', () => {
  const start = (requirement: unknown) => {
    @Controller()
    class Api {
      @Requires(requirement as Requirements)
      @Get()
      get() {
        return {};
      }
    }
    return () => listen({ controllers: [Api], providers: [forEveryRoute] });
  };

  it.each<[string, (scopes: string[]) => unknown]>([
    ['a list in an object', (scopes) => ({ scopes })],
    ['a list in an object that is frozen alone', (scopes) => Object.freeze({ scopes })],
    ['a part of a list', (scopes) => [{ principal: 'user' }, { scopes }]],
  ])('%s', async (_case, requirement) => {
    const scopes = ['write:products'];
    const listening = start(requirement(scopes));
    scopes.splice(0, 1, 'read:products');
    const origin = await listening();
    expect(await statusOf(origin, '', await bearer('read:products'))).toBe(403);
    expect(await statusOf(origin, '', await bearer('write:products'))).toBe(200);
  });

  it('one that is compiled is taken as it is', async () => {
    const compiled = makeVerifier().checkRequirement({ scopes: ['write:products'] });
    const origin = await start(compiled)();
    expect(await statusOf(origin, '', await bearer('read:products'))).toBe(403);
    expect(await statusOf(origin, '', await bearer('write:products'))).toBe(200);
  });
});

describe('mistakes in the options of TokenModule', () => {
  const expected = 'TokenModule, verifiers: expected an object of verifiers by name.';
  const { verify, checkRequirement } = makeVerifier();

  it.each<[string, object, string]>([
    ['verifiers is a text', { verifiers: 'own' }, expected],
    ['verifiers is null', { verifiers: null }, expected],
    ['verifiers is a function', { verifiers: () => 1 }, expected],
    [
      'a verifier by name is null',
      { verifiers: { a: null } },
      'TokenModule, verifiers.a: expected what createVerifier returns.',
    ],
    [
      'it only verifies',
      { verifiers: { a: { verify } } },
      'TokenModule, verifiers.a: expected what createVerifier returns.',
    ],
    [
      'it only checks',
      { verifiers: { a: { checkRequirement } } },
      'TokenModule, verifiers.a: expected what createVerifier returns.',
    ],
    ['verifier is null', { verifier: null }, 'TokenModule, verifier: expected what createVerifier returns.'],
    [
      'verifier is null beside named ones',
      { verifier: null, verifiers },
      'TokenModule, verifier: expected what createVerifier returns.',
    ],
    [
      'verifier only verifies',
      { verifier: { verify } },
      'TokenModule, verifier: expected what createVerifier returns.',
    ],
    [
      'verifier only checks',
      { verifier: { checkRequirement } },
      'TokenModule, verifier: expected what createVerifier returns.',
    ],
    [
      'one of several guards is none',
      { guardedBy: [TokenGuard, 'guard'] },
      'TokenModule, guardedBy: expected a list of guard classes.',
    ],
    [
      'report is a text',
      { report: 'console' },
      'TokenModule, report: expected a function, false, or nothing.',
    ],
  ])('%s', async (_case, options, message) => {
    const module = TokenModule.forRoot({ verifier: makeVerifier(), ...options });
    const parts: AppParts = { imports: [module], token: false };
    expect(await failureOf(createApp(parts))).toBe(message);
  });

  it('undefined is as if it were not there', async () => {
    @UseGuards(TokenGuard)
    @Controller()
    class Api {
      @Get()
      get() {
        return {};
      }
    }
    const options = Object.fromEntries(
      ['verifiers', 'guardedBy', 'messageHandlers', 'gateways', 'report'].map((name) => [name, undefined]),
    );
    const module = TokenModule.forRoot({ verifier: makeVerifier(), ...options });
    const origin = await listen({ imports: [module], controllers: [Api], token: false });
    expect(await statusOf(origin)).toBe(401);
  });

  it('a name that is not there is told beside those that are', async () => {
    @VerifiedBy('partner')
    @Controller()
    class Api {
      @Get()
      get() {
        return {};
      }
    }
    expect(await failureOf(start(Api))).toBe(
      'Api: TokenModule has no verifier of the name partner (partners, own).',
    );
  });
});
