import { Controller, Get, Injectable, Scope, type Type, UseGuards } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { describe, expect, it } from 'vitest';
import { Scopes, TokenGuard } from '../src/index.js';
import { bearer, createApp, failureOf, forEveryRoute, listen } from './setup.js';

/** The guard stands on the method alone, so whatever takes the place of the method has lost it. */
class Base {
  @UseGuards(TokenGuard)
  @Scopes('write:products')
  @Get()
  list(): unknown {
    return { seen: true };
  }
}

/** As `auto-bind` and its like do. */
function bindAll(target: object, names: readonly string[] = ['list']): void {
  for (const name of names) {
    const method = Reflect.get(target, name) as () => unknown;
    Reflect.defineProperty(target, name, { value: method.bind(target), configurable: true, writable: true });
  }
}
const library = { bindAll, default: bindAll };

const forms: readonly [string, () => Type<Base>][] = [
  [
    'a member by its name as a text',
    () =>
      class extends Base {
        constructor() {
          super();
          // oxlint-disable-next-line typescript/dot-notation -- this is the form
          this['list'] = this.list.bind(this);
        }
      },
  ],
  [
    'a member by a name that is worked out',
    () =>
      class extends Base {
        constructor() {
          super();
          for (const name of ['list'] as const) this[name] = this[name].bind(this);
        }
      },
  ],
  [
    'Object.assign',
    () =>
      class extends Base {
        constructor() {
          super();
          Object.assign(this, { list: this.list.bind(this) });
        }
      },
  ],
  [
    'Object.defineProperty',
    () =>
      class extends Base {
        constructor() {
          super();
          Object.defineProperty(this, 'list', { value: this.list.bind(this) });
        }
      },
  ],
  [
    'Reflect.set',
    () =>
      class extends Base {
        constructor() {
          super();
          const names = ['list'] as const;
          for (const name of names) Reflect.set(this, name, this.list.bind(this));
        }
      },
  ],
  [
    'a class field',
    () =>
      class extends Base {
        override list = () => ({ seen: true });
      },
  ],
  [
    'a function of a library',
    () =>
      class extends Base {
        constructor() {
          super();
          bindAll(this);
        }
      },
  ],
  [
    'a function of a library, with names',
    () =>
      class extends Base {
        constructor() {
          super();
          library.bindAll(this, ['list']);
        }
      },
  ],
  [
    'a default export, as TypeScript calls it in CommonJS',
    () =>
      class extends Base {
        constructor() {
          super();
          (0, library.default)(this);
        }
      },
  ],
  [
    'a proxy in the place of the instance',
    () =>
      class extends Base {
        constructor() {
          super();
          // oxlint-disable-next-line no-constructor-return -- libraries for aspects do so
          return new Proxy(this, {
            get: (target, name) => {
              const value: unknown = Reflect.get(target, name);
              return name === 'list' ? (value as () => unknown).bind(target) : value;
            },
          });
        }
      },
  ],
];

const scopes: readonly [string, { scope?: Scope }][] = [
  ['once', {}],
  ['for each request', { scope: Scope.REQUEST }],
];

describe.each(scopes)(
  'rule 31, a method that its constructor replaces has lost its guard: made %s',
  (_case, options) => {
    it.each(forms)('%s stops the start, and is let alone under a guard of its class', async (_form, make) => {
      const Replacing = make();
      Controller(options)(Replacing);
      expect(await failureOf(listen({ controllers: [Replacing] }))).toMatch(
        `${Replacing.name}.list: nothing asks for the access token`,
      );
      const Guarded = make();
      Controller(options)(Guarded);
      UseGuards(TokenGuard)(Guarded);
      const origin = await listen({ controllers: [Guarded] });
      // A function that nobody knows is refused too.
      expect([401, 500]).toContain((await fetch(origin)).status);
    });
  },
);

describe('rule 31, a method that stays where it is keeps its guard, and starts', () => {
  function helper(..._given: unknown[]): void {}
  // oxlint-disable-next-line no-underscore-dangle -- compilers name their helpers so
  const _define_property = helper;

  class Innocent extends Base {
    readonly #secret = new WeakMap<object, number>();
    other: unknown;
    listed = ['list', 'others'];
    constructor() {
      super();
      this.other = this.list.bind(this);
      this.#secret.set(this, 1);
      _define_property(this, 'other', this.list);
    }
    @Get('others')
    @UseGuards(TokenGuard)
    others(limit = 1): unknown {
      const list = this.listed.map(String, this);
      helper.call(this, limit, 'list');
      return this.other === this.list || this.listed[0] === 'list' ? list : [];
    }
  }

  it.each(scopes)('made %s', async (_case, options) => {
    @Controller(options)
    class Api extends Innocent {}
    const origin = await listen({ controllers: [Api] });
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer('write:products') })).status).toBe(200);
    expect((await fetch(`${origin}/others`, { headers: await bearer() })).status).toBe(200);
  });

  it('made once, whatever its text is: the instance is looked at', async () => {
    @Controller()
    class Api extends Base {
      constructor() {
        super();
        helper(this);
        if (helper(this) !== undefined) this.list = this.list.bind(this);
      }
    }
    const origin = await listen({ controllers: [Api] });
    expect((await fetch(origin)).status).toBe(401);
    expect((await fetch(origin, { headers: await bearer('write:products') })).status).toBe(200);
  });

  it('made once for whoever injects it', async () => {
    @Controller({ scope: Scope.TRANSIENT })
    class Api extends Base {}
    const origin = await listen({ controllers: [Api] });
    expect((await fetch(origin)).status).toBe(401);
  });
});

it('rule 31: a message that its constructor replaces stops the creation, before the instance is there', async () => {
  @Injectable()
  class Slow {}
  @Controller()
  class Messages {
    constructor(readonly slow: Slow) {
      bindAll(this);
    }
    @UseGuards(TokenGuard)
    @MessagePattern('list')
    list() {
      return 'open';
    }
  }
  const slow = {
    provide: Slow,
    useFactory: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return new Slow();
    },
  };
  const parts = { controllers: [Messages], providers: [slow, forEveryRoute] };
  expect(await failureOf(createApp(parts))).toMatch(/^Messages\.list: no guard that can be seen/);
});
