import type { Verifier } from '@acme/token-core';
import type { Reporter } from '@acme/token-core/explain';
import { type CanActivate, ConfigurableModuleBuilder, type Type } from '@nestjs/common';

/** What `TokenModule` may be told beside its verifiers. */
interface TokenModuleSettings {
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
  /**
   * Who is told of decisions. Default: refusals and outages are explained through Nest's `Logger`, the first of a kind at
   * once, those that follow counted on its next line after a minute. `false`: nobody. A function takes it over; it cannot
   * change an answer.
   */
  readonly report?: false | Reporter;
}

/**
 * Options of `TokenModule.forRoot`, and what the factory of `TokenModule.forRootAsync` returns: one verifier, or several by
 * name, or both.
 */
export type TokenModuleOptions = TokenModuleSettings &
  (
    | {
        /** Decides about the tokens of every handler that names no other one. Made by `createVerifier`. */
        readonly verifier: Verifier;
        /** Others, for `@VerifiedBy(name)`. */
        readonly verifiers?: Readonly<Record<string, Verifier>>;
      }
    | {
        readonly verifier?: undefined;
        /** By name, for `@VerifiedBy(name)`: without `verifier`, every handler that is not public has to name one. */
        readonly verifiers: Readonly<Record<string, Verifier>>;
      }
  );

/** The options, checked: every one an own member, so that a polluted prototype sets none. */
export interface CheckedOptions {
  readonly verifier: Verifier | undefined;
  readonly verifiers: ReadonlyMap<string, Verifier>;
  readonly guardedBy: readonly Type<CanActivate>[];
  readonly messageHandlers: 'guarded' | undefined;
  readonly gateways: 'guarded' | undefined;
  readonly report: false | Reporter | undefined;
}

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<TokenModuleOptions>({ moduleName: 'Token' })
    .setClassMethodName('forRoot')
    .build();

const A_VERIFIER = 'what createVerifier returns';

type Given = { readonly [Name in keyof CheckedOptions]?: unknown };

/** @throws TypeError that names the option that is wrong. */
export function checkOptions(options: TokenModuleOptions | undefined): CheckedOptions {
  // Nothing behind its own members: what somebody put on `Object.prototype` sets no option.
  const given: Given = Object.assign(Object.create(null) as object, options);
  const { verifier, verifiers, guardedBy = [], messageHandlers, gateways, report, ...others } = given;
  for (const name of Object.keys(others))
    throw new TypeError(`TokenModule, ${name}: there is no such option.`);
  const named = readVerifiers(verifiers);
  if (!isVerifier(verifier) && (verifier !== undefined || named.size === 0)) {
    throw unexpected('verifier', A_VERIFIER);
  }
  if (!Array.isArray(guardedBy) || !guardedBy.every((guard) => typeof guard === 'function')) {
    throw unexpected('guardedBy', 'a list of guard classes');
  }
  return {
    verifier,
    verifiers: named,
    guardedBy: guardedBy as Type<CanActivate>[],
    messageHandlers: expectGuarded('messageHandlers', messageHandlers),
    gateways: expectGuarded('gateways', gateways),
    report: readReport(report),
  };
}

function readReport(report: unknown): false | Reporter | undefined {
  if (report === undefined || report === false || typeof report === 'function')
    return report as false | Reporter;
  throw unexpected('report', 'a function, false, or nothing');
}

function readVerifiers(given: unknown): ReadonlyMap<string, Verifier> {
  if (given === undefined) return new Map();
  const isNamed = typeof given === 'object' && given !== null && !Array.isArray(given);
  const named: [string, unknown][] = isNamed ? Object.entries(given) : [];
  if (named.length === 0) {
    throw unexpected('verifiers', 'an object of verifiers by name');
  }
  return new Map(
    named.map(([name, verifier]) => {
      if (isVerifier(verifier)) return [name, verifier];
      throw unexpected(`verifiers.${name}`, A_VERIFIER);
    }),
  );
}

/**
 * The verifier that a handler names, or the one for all.
 *
 * @throws TypeError when there is none of that name, or none for all.
 */
export function pickVerifier({ verifier, verifiers }: CheckedOptions, name: string | undefined): Verifier {
  const picked = name === undefined ? verifier : verifiers.get(name);
  if (picked !== undefined) return picked;
  const names = [...verifiers.keys()].join(', ');
  throw new TypeError(
    name === undefined
      ? `TokenModule has no verifier for all; name one of ${names} by @VerifiedBy().`
      : `TokenModule has no verifier of the name ${name} (${names || 'it has none'}).`,
  );
}

function isVerifier(value: unknown): value is Verifier {
  const { verify, checkRequirement } = (value ?? {}) as Partial<Verifier>;
  return typeof verify === 'function' && typeof checkRequirement === 'function';
}

function expectGuarded(name: string, value: unknown): 'guarded' | undefined {
  if (value === undefined || value === 'guarded') return value;
  throw unexpected(name, "'guarded', or nothing");
}

function unexpected(name: string, expected: string): TypeError {
  return new TypeError(`TokenModule, ${name}: expected ${expected}.`);
}
