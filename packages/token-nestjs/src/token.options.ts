import type { Verifier } from '@acme/token-core';
import { ConfigurableModuleBuilder } from '@nestjs/common';

/** Options of `TokenModule.forRoot`, and what the factory of `TokenModule.forRootAsync` returns. */
export interface TokenModuleOptions {
  /** Decides about the tokens, made by `createVerifier`. Required. */
  readonly verifier: Verifier;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<TokenModuleOptions>({ moduleName: 'Token' })
    .setClassMethodName('forRoot')
    .build();

/** @throws TypeError when the options were not given, or by a factory that returned something else. */
export function verifierOf(options: Partial<TokenModuleOptions> | undefined): Verifier {
  if (typeof options?.verifier?.checkRequirement !== 'function') {
    throw new TypeError('TokenModule, verifier: expected what createVerifier returns.');
  }
  return options.verifier;
}
