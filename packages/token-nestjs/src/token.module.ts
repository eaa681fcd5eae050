import { Global, Module, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { Module as NestModule } from './token.discovery.js';
import { TokenExceptionFilter } from './token.filter.js';
import { injectInto } from './token.inject.js';
import { TokenGuard } from './token.guard.js';
import { TokenInventory } from './token.inventory.js';
import {
  type CheckedOptions,
  checkOptions,
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type TokenModuleOptions,
} from './token.options.js';
import { serveMetadata } from './token.metadata.js';
import { REPORTER, reporterOf } from './token.report.js';
import { type App, checkCreation, checkStart } from './token.start.js';

/**
 * Brings {@link TokenGuard} to every module of the app: `TokenModule.forRoot({ verifier })`, or `forRootAsync` with
 * `useFactory`, `useClass` or `useExisting` where the settings have to be injected.
 *
 * @throws TypeError at the start of the app, when an option is wrong, a handler needs a scope that the resource does not
 *   define, or something is demanded where nothing asks for it.
 */
export class TokenModule extends ConfigurableModuleClass implements OnModuleInit {
  readonly #config: ApplicationConfig;
  readonly #host: HttpAdapterHost;
  readonly #modules: ModulesContainer;
  readonly #options: CheckedOptions;
  #isPublished = false;

  constructor(
    options: TokenModuleOptions,
    config: ApplicationConfig,
    host: HttpAdapterHost,
    modules: ModulesContainer,
  ) {
    super();
    this.#options = checkOptions(options);
    this.#config = config;
    this.#host = host;
    this.#modules = modules;
    this.#addFilter();
    // A context and a microservice alone have none, and neither opens before its init hooks.
    if (hasServer(host)) this.#checkCreation();
    else this.#awaitMicroservices();
    this.#serveMetadata();
  }

  onModuleInit(): void {
    // An app of `@nestjs/testing` has had no server before.
    this.#serveMetadata();
    checkStart(
      this.#app(),
      hasServer(this.#host) ? 'http' : this.#hasMicroservice() ? 'messages' : 'nothing',
    );
  }

  /** Once, in front of whatever the app adds. */
  #serveMetadata(): void {
    if (this.#isPublished || !hasServer(this.#host)) return;
    this.#isPublished = true;
    serveMetadata(this.#host.httpAdapter, this.#options);
  }

  /** Before those of the app, which Nest asks from the last one to the first. */
  #addFilter(): void {
    const filters = this.#config.getGlobalFilters();
    if (filters.some((filter) => filter instanceof TokenExceptionFilter)) return;
    filters.unshift(new TokenExceptionFilter(this.#host));
  }

  /** With several modules of ours, in the last that is made: it alone sees the options of all. */
  #checkCreation(): void {
    const app = this.#app();
    const modules = [...this.#modules.values()].filter((module) => module.metatype === TokenModule);
    if (app.options.length === modules.length) checkCreation(app);
  }

  /** An app of `@nestjs/testing` gets its server after it is created, and then its microservices. */
  #awaitMicroservices(): void {
    this.#modules.getRpcTargetRegistry<RpcTarget>().subscribe((target) => {
      if (!hasServer(this.#host)) return;
      try {
        this.#checkCreation();
      } catch (error) {
        target.listen = (done) => done(error);
      }
    });
  }

  #hasMicroservice(): boolean {
    let has = false;
    this.#modules
      .getRpcTargetRegistry()
      .subscribe(() => {
        has = true;
      })
      .unsubscribe();
    return has;
  }

  #app(): App {
    return appOf(this.#modules, this.#config);
  }
}

injectInto(TokenModule, [MODULE_OPTIONS_TOKEN, ApplicationConfig, HttpAdapterHost, ModulesContainer]);
Global()(TokenModule);
Module({
  providers: [
    TokenGuard,
    {
      provide: REPORTER,
      useFactory: (options: TokenModuleOptions) => ({ report: reporterOf(checkOptions(options)) }),
      inject: [MODULE_OPTIONS_TOKEN],
    },
    {
      provide: TokenInventory,
      useFactory: (modules: ModulesContainer, config: ApplicationConfig) =>
        new TokenInventory(() => appOf(modules, config)),
      inject: [ModulesContainer, ApplicationConfig],
    },
  ],
  exports: [TokenGuard, TokenInventory, REPORTER, MODULE_OPTIONS_TOKEN],
})(TokenModule);

function appOf(modules: ModulesContainer, config: ApplicationConfig): App {
  const options = [...modules.values()].flatMap((module) => optionsOf(module) ?? []);
  return { modules, config, options, tokenModule: TokenModule, optionsOf };
}

/** The options of a `TokenModule` that is made already. */
function optionsOf(module: NestModule): CheckedOptions | undefined {
  if (module.metatype !== TokenModule) return undefined;
  const options: unknown = module.providers.get(MODULE_OPTIONS_TOKEN)?.instance;
  return options === undefined || options === null ? undefined : checkOptions(options as TokenModuleOptions);
}

/** The server of a microservice, as far as it matters here. */
interface RpcTarget {
  listen(done: (error?: unknown) => void): void;
}

function hasServer({ httpAdapter }: HttpAdapterHost): boolean {
  return (httpAdapter as unknown) !== undefined && (httpAdapter as unknown) !== null;
}
