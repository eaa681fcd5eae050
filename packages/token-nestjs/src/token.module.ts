import { Global, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import { TokenExceptionFilter } from './token.filter.js';
import { TokenGuard } from './token.guard.js';
import {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN,
  type TokenModuleOptions,
  verifierOf,
} from './token.options.js';
import { routePolicy } from './token.policy.js';

/**
 * Brings {@link TokenGuard} to every module of the app: `TokenModule.forRoot({ verifier })`, or `forRootAsync` with
 * `useFactory`, `useClass` or `useExisting` where the settings have to be injected.
 *
 * @throws TypeError at the start of the app, when the verifier is missing or a handler needs a scope that the
 *   resource does not define.
 */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [TokenGuard, { provide: APP_FILTER, useClass: TokenExceptionFilter }],
  exports: [TokenGuard, MODULE_OPTIONS_TOKEN],
})
export class TokenModule extends ConfigurableModuleClass implements OnModuleInit {
  constructor(
    @Inject(MODULE_OPTIONS_TOKEN) private readonly options: TokenModuleOptions,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {
    super();
  }

  onModuleInit(): void {
    const verifier = verifierOf(this.options);
    for (const { metatype } of [...this.discovery.getControllers(), ...this.discovery.getProviders()]) {
      const methods = metatype?.prototype as Record<string, object> | undefined;
      if (metatype === null || methods === undefined) continue;
      for (const name of this.scanner.getAllMethodNames(methods)) {
        const policy = routePolicy(metatype, methods[name] ?? {});
        if (policy !== 'public' && policy.length > 0) verifier.checkRequirement(policy);
      }
    }
  }
}
