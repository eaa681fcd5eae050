import type { Verifier } from '@acme/token-core';
import { type CanActivate, ConfigurableModuleBuilder, type Type } from '@nestjs/common';

/** Options of `TokenModule.forRoot`, and what the factory of `TokenModule.forRootAsync` returns. */
export interface TokenModuleOptions {
  /** Decides about the tokens, made by `createVerifier`. Required. */
  readonly verifier: Verifier;
  /**
   * Guards of yours that ask `TokenGuard` themselves. Where one of them stands, the start counts a demand as asked; that
   * it is asked is up to your guard. Default: none.
   */
  readonly guardedBy?: readonly Type<CanActivate>[];
  /**
   * `'guarded'` says that message handlers of microservices are asked about in a way that cannot be seen when the app is
   * created: `connectMicroservice(…, { inheritAppConfig: true })`, or guards set on the app. Nothing is checked then.
   * Default: a handler that no guard can be seen to stand before stops the start.
   */
  readonly messageHandlers?: 'guarded';
  /**
   * `'guarded'` says the same of WebSocket gateways that listen on a port of their own, which open before guards that are
   * set on the app can be seen.
   */
  readonly gateways?: 'guarded';
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<TokenModuleOptions>({ moduleName: 'Token' })
    .setClassMethodName('forRoot')
    .build();

const OPTIONS = new Set(['verifier', 'guardedBy', 'messageHandlers', 'gateways']);

/** @throws TypeError that names the option that is wrong. */
export function checkOptions(options: TokenModuleOptions | undefined): TokenModuleOptions {
  const given: Readonly<Record<string, unknown>> = { ...options };
  for (const name of Object.keys(given)) {
    if (!OPTIONS.has(name)) throw new TypeError(`TokenModule, ${name}: there is no such option.`);
  }
  const verifier = own(given, 'verifier');
  if (!isVerifier(verifier)) {
    throw new TypeError('TokenModule, verifier: expected what createVerifier returns.');
  }
  const guardedBy = own(given, 'guardedBy') ?? [];
  if (!Array.isArray(guardedBy) || !guardedBy.every((guard) => typeof guard === 'function')) {
    throw new TypeError('TokenModule, guardedBy: expected a list of guard classes.');
  }
  return {
    verifier,
    guardedBy: guardedBy as Type<CanActivate>[],
    ...expectGuarded(given, 'messageHandlers'),
    ...expectGuarded(given, 'gateways'),
  };
}

/** Options are read as own properties, so that a polluted prototype sets none. */
function own(given: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(given, name) ? given[name] : undefined;
}

function isVerifier(value: unknown): value is Verifier {
  return typeof (value as Partial<Verifier> | undefined)?.checkRequirement === 'function';
}

function expectGuarded(
  given: Readonly<Record<string, unknown>>,
  name: 'messageHandlers' | 'gateways',
): Partial<TokenModuleOptions> {
  const value = own(given, name);
  if (value === undefined) return {};
  if (value !== 'guarded') throw new TypeError(`TokenModule, ${name}: expected 'guarded', or nothing.`);
  return { [name]: 'guarded' };
}
