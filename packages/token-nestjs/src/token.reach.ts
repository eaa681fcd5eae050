import type { CanActivate, Type } from '@nestjs/common';
import { APP_GUARD, type ApplicationConfig, type ModulesContainer } from '@nestjs/core';
import type { Handler, Wrapper } from './token.discovery.js';
import { TokenGuard } from './token.guard.js';

/** Which guards Nest asks before it calls a handler. The same look-ups as Nest's own. */
export class Reach {
  readonly #modules: ModulesContainer;
  readonly #config: ApplicationConfig;
  readonly #guardedBy: readonly Type<CanActivate>[];

  constructor(modules: ModulesContainer, config: ApplicationConfig, guardedBy: readonly Type<CanActivate>[]) {
    this.#modules = modules;
    this.#config = config;
    this.#guardedBy = guardedBy;
  }

  /** Whether a guard of ours stands on the class or on the method. */
  isGuarded({ type, method }: Handler): boolean {
    return [...guardsOn(type), ...guardsOn(method)].some((guard) => this.#isOurs(guard));
  }

  /**
   * Whether a guard of ours is provided as `APP_GUARD`, which is seen as soon as the modules are scanned, or is set on the app.
   * Complete in the init hooks, when the app can no longer be given guards.
   */
  isGlobal(): boolean {
    return (
      this.#wrappers(isAppGuard).some((wrapper) => this.#provides(wrapper)) ||
      this.#config.getGlobalGuards().some((guard) => this.#isOurs(guard))
    );
  }

  /**
   * Whether gateways ask the guards of the app: from NestJS 12 on. Its configuration learned of hooks for every context
   * in the same release.
   */
  doGatewaysInherit(): boolean {
    return 'registerPreRequestHook' in this.#config;
  }

  /** Whether a test provides something else under our class, so that nobody asks for tokens. */
  isOverridden(): boolean {
    return this.#provided().some((instance) => !(instance instanceof TokenGuard));
  }

  #provides({ isAlias, inject, metatype, instance }: Wrapper): boolean {
    if (isAlias) return this.#isOurs(inject?.[0]);
    return (!inject && this.#isOurs(metatype)) || this.#isOurs(instance);
  }

  #isOurs(guard: unknown): boolean {
    return (
      this.#provided().includes(guard) ||
      [TokenGuard, ...this.#guardedBy].some(
        (ours) =>
          guard instanceof ours ||
          guard === ours ||
          (guard as Partial<Type<CanActivate>> | null | undefined)?.prototype instanceof ours,
      )
    );
  }

  /** What stands under our class: a test may have put something else there. */
  #provided(): unknown[] {
    return this.#wrappers((token) => token === TokenGuard).map(({ instance }): unknown => instance);
  }

  #wrappers(isWanted: (token: unknown) => boolean): Wrapper[] {
    return [...this.#modules.values()].flatMap(({ providers, injectables }) =>
      [...providers, ...injectables].filter(([token]) => isWanted(token)).map(([, wrapper]) => wrapper),
    );
  }
}

function guardsOn(target: object): readonly unknown[] {
  return (Reflect.getMetadata('__guards__', target) as readonly unknown[] | undefined) ?? [];
}

/** Nest gives each `APP_GUARD` a token of its own that begins with this one. */
function isAppGuard(token: unknown): boolean {
  return typeof token === 'string' && token.startsWith(`${APP_GUARD} (`);
}
