import { Global, Module } from '@nestjs/common';
import { TokenGuard } from './token.guard.js';
import {
  checkOptions,
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type TokenModuleOptions,
} from './token.options.js';
import { REPORTER, reporterOf } from './token.report.js';
import { watch } from './token.startup.js';

/**
 * Brings {@link TokenGuard} to every module of the app: `TokenModule.forRoot({ verifier })`, or `forRootAsync` with
 * `useFactory`, `useClass` or `useExisting` where the settings have to be injected.
 *
 * @throws TypeError at the start of the app, when an option is wrong or is made for each request, a handler needs a scope that the
 *   resource does not define, or something is demanded where nothing asks for it.
 */
export class TokenModule extends ConfigurableModuleClass {}

// Also where the options are made for each request: Nest then makes no `TokenModule`, and asks none of its hooks.
watch(TokenGuard);
Global()(TokenModule);
Module({
  providers: [
    TokenGuard,
    {
      provide: REPORTER,
      useFactory: (options: TokenModuleOptions) => ({ report: reporterOf(checkOptions(options)) }),
      inject: [MODULE_OPTIONS_TOKEN],
    },
  ],
  exports: [TokenGuard, REPORTER, MODULE_OPTIONS_TOKEN],
})(TokenModule);
