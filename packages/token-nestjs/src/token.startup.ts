import { Catch, UseFilters } from '@nestjs/common';
import {
  type AbstractHttpAdapter,
  ApplicationConfig,
  HttpAdapterHost,
  ModuleRef,
  ModulesContainer,
} from '@nestjs/core';
import { type App, appOf, optionsOf } from './token.app.js';
import { TokenExceptionFilter } from './token.filter.js';
import { injectInto } from './token.inject.js';
import { serveMetadata } from './token.metadata.js';
import type { CheckedOptions } from './token.options.js';
import { checkCreation, checkStart } from './token.start.js';

/** Nest's own, which is empty as long as there is no server. */
interface ServerHost {
  readonly httpAdapter?: AbstractHttpAdapter;
}

/**
 * Stands as a filter that catches nothing on our guard, and on every class that demands something. So Nest makes one in each
 * module that has such a class, after the providers of the module, even where `TokenModule` is missing, or would be made
 * for each request.
 */
export class TokenStartup {
  readonly #app: () => App;
  readonly #host: ServerHost;
  /** Whether a `TokenModule` looks at everything, and this one is made elsewhere. */
  readonly #isIdle: boolean;
  /** Of the `TokenModule` that this one is made in, until what its verifiers publish is served. */
  #unserved: CheckedOptions | undefined;
  /** Looked for where there was no server at first. */
  #hasMicroservice = false;

  constructor(self: ModuleRef, modules: ModulesContainer, config: ApplicationConfig, host: ServerHost) {
    this.#app = () => appOf(modules, config);
    this.#host = host;
    const { ours } = this.#app();
    const own = ours.find(({ providers }) => providers.get(ModuleRef)?.instance === self);
    this.#unserved = own && optionsOf(own);
    if (own && !this.#unserved) throw new TypeError('TokenModule, inject: expected nothing request-scoped.');
    this.#isIdle = !own && ours.length > 0;
    if (this.#isIdle) return;
    const filters = config.getGlobalFilters();
    // Before those of the app, which Nest asks from the last one to the first.
    if (!filters.some((filter) => filter instanceof TokenExceptionFilter))
      filters.unshift(new TokenExceptionFilter(host as HttpAdapterHost));
    // A context and a microservice alone have none, and neither opens before its init hooks.
    if (host.httpAdapter) checkCreation(this.#app());
    else {
      // An app of `@nestjs/testing` gets its server after it is created, and then its microservices.
      modules.getRpcTargetRegistry<RpcTarget>().subscribe((target) => {
        this.#hasMicroservice = true;
        if (!host.httpAdapter) return;
        try {
          checkCreation(this.#app());
        } catch (error) {
          target.listen = (done) => done(error);
        }
      });
    }
    this.#serveMetadata();
  }

  onModuleInit(): void {
    if (this.#isIdle) return;
    // An app of `@nestjs/testing` has had no server before.
    this.#serveMetadata();
    const hasServer = Boolean(this.#host.httpAdapter);
    checkStart(this.#app(), hasServer || this.#hasMicroservice, !hasServer);
  }

  catch(): void {}

  /** Once, in front of whatever the app adds. */
  #serveMetadata(): void {
    const { httpAdapter } = this.#host;
    if (!this.#unserved || !httpAdapter) return;
    serveMetadata(httpAdapter, this.#unserved);
    this.#unserved = undefined;
  }
}

// What is caught is never thrown.
Catch(TokenStartup)(TokenStartup);
injectInto(TokenStartup, [ModuleRef, ModulesContainer, ApplicationConfig, HttpAdapterHost]);

/** Sees to it that the demands of a class are looked at where `TokenModule` is missing. */
export function watch(type: Function): void {
  const filters = Reflect.getMetadata('__exceptionFilters__', type) as readonly unknown[] | undefined;
  if (!filters?.includes(TokenStartup)) UseFilters(TokenStartup)(type);
}

/** The server of a microservice, as far as it matters here. */
interface RpcTarget {
  listen(done: (error?: unknown) => void): void;
}
