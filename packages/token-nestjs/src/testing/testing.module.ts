import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TokenGuard, TokenModule } from '../index.js';
import { checkOptions, MODULE_OPTIONS_TOKEN, type TokenModuleOptions } from '../token.options.js';

/** As much of the builder of `@nestjs/testing` as is needed. */
interface TestingBuilder {
  overrideProvider(token: unknown): { useValue(value: unknown): unknown };
}

/**
 * For tests of single controllers and resolvers: the module, with the guard for all of them, as in the app.
 *
 * @example
 * ```ts
 * const issuer = await createTestIssuer();
 * const verifier = createVerifier({ issuer: issuer.issuer, resource: issuer.resource, keys: issuer.keys });
 * const testing = await Test.createTestingModule({
 *   imports: [TokenTestingModule.forRoot({ verifier })],
 *   controllers: [ProductsController],
 * }).compile();
 * ```
 */
@Module({})
export class TokenTestingModule {
  static forRoot(options: TokenModuleOptions): DynamicModule {
    return {
      module: TokenTestingModule,
      imports: [TokenModule.forRoot(options)],
      providers: [{ provide: APP_GUARD, useExisting: TokenGuard }],
    };
  }
}

/**
 * For tests of a whole app: what its `TokenModule` was told is replaced, and with it the verifier. Everything else stays,
 * so that a handler without a guard is found by the test as by the start.
 *
 * @throws TypeError that names the option that is wrong.
 * @example
 * ```ts
 * const builder = Test.createTestingModule({ imports: [AppModule] });
 * const app = (await overrideTokenOptions(builder, { verifier }).compile()).createNestApplication();
 * ```
 */
export function overrideTokenOptions<Builder extends TestingBuilder>(
  builder: Builder,
  options: TokenModuleOptions,
): Builder {
  checkOptions(options);
  builder.overrideProvider(MODULE_OPTIONS_TOKEN).useValue(options);
  return builder;
}
