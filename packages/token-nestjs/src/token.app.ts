import type { Type } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { Module } from './token.discovery.js';
import {
  type CheckedOptions,
  checkOptions,
  MODULE_OPTIONS_TOKEN,
  type TokenModuleOptions,
} from './token.options.js';
import { REPORTER } from './token.report.js';

/** What the checks at the start look at. */
export interface App {
  readonly modules: ModulesContainer;
  readonly config: ApplicationConfig;
  /** Each `TokenModule` of the app, also one of another copy of this package. */
  readonly ours: readonly Module[];
  /** Of those that are made already. */
  readonly options: readonly CheckedOptions[];
  /** The class, where there is one. */
  readonly tokenModule: Type;
}

export function appOf(modules: ModulesContainer, config: ApplicationConfig): App {
  const ours = [...modules.values()].filter(isOurs);
  const options = ours.flatMap((module) => optionsOf(module) ?? []);
  return { modules, config, ours, options, tokenModule: ours[0]?.metatype as Type };
}

/** Of one module; `undefined` where it is not ours, or not made yet. */
export function optionsOf(module: Module): CheckedOptions | undefined {
  const options: unknown = isOurs(module) && module.providers.get(MODULE_OPTIONS_TOKEN)?.instance;
  return options ? checkOptions(options as TokenModuleOptions) : undefined;
}

function isOurs({ providers }: Module): boolean {
  return providers.has(REPORTER);
}
