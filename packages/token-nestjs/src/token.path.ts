import { RequestMethod, VERSION_NEUTRAL, VersioningType } from '@nestjs/common';
import type { ApplicationConfig, ModulesContainer } from '@nestjs/core';
import type { Handler } from './token.discovery.js';

/** What of an app stands in the paths of its routes. */
export interface PathSettings {
  readonly modules: ModulesContainer;
  readonly config: ApplicationConfig;
}

// What Nest's decorators and RouterModule write; tests hold the names with 11 and with 12.
const PATH = 'path';
const METHOD = 'method';
const VERSION = '__version__';
const MODULE_PATH = '__module_path__';

/** The paths of a route as its decorators write them. */
export function decoratedPathsOf({ type, prototype, name }: Handler): string[] {
  const own = Reflect.get(prototype, name) as object;
  return textsOf(Reflect.getMetadata(PATH, type)).flatMap((outer) =>
    textsOf(Reflect.getMetadata(PATH, own)).map((inner) => joined(outer, inner)),
  );
}

/**
 * The paths that a route is served at: with its version, where that stands in the path, the path of its module and the
 * prefix of the app. Nest builds them too, where nobody else can ask.
 */
export function servedPathsOf(handler: Handler, { modules, config }: PathSettings): string[] {
  const modulePath = modulePathOf(handler, modules);
  return decoratedPathsOf(handler).flatMap((path) =>
    versionsOf(handler, config).map((version) => {
      const unversioned = joined(modulePath, path);
      const prefix = isExcluded(handler, unversioned, config) ? '' : config.getGlobalPrefix();
      return joined(prefix, version, unversioned);
    }),
  );
}

function modulePathOf({ module }: Handler, modules: ModulesContainer): string {
  const own: unknown = Reflect.getMetadata(`${MODULE_PATH}${modules.applicationId}`, module.metatype);
  const path: unknown = own ?? Reflect.getMetadata(MODULE_PATH, module.metatype);
  return typeof path === 'string' ? path : '';
}

/** What the version puts into the path, once for each; a method's own version replaces that of its class. */
function versionsOf({ type, prototype, name }: Handler, config: ApplicationConfig): string[] {
  const versioning = config.getVersioning();
  if (versioning?.type !== VersioningType.URI) return [''];
  const own = Reflect.get(prototype, name) as object;
  const said: unknown =
    Reflect.getMetadata(VERSION, own) ?? Reflect.getMetadata(VERSION, type) ?? versioning.defaultVersion;
  const versions: readonly unknown[] = said === undefined ? [VERSION_NEUTRAL] : [said].flat();
  const prefix = versioning.prefix === false ? '' : (versioning.prefix ?? 'v');
  return versions.map((version) => (typeof version === 'string' ? `${prefix}${version}` : ''));
}

function isExcluded({ prototype, name }: Handler, path: string, config: ApplicationConfig): boolean {
  // Nest compiles what is written there. `-1` is every method to it, too.
  const methods: readonly unknown[] = [
    RequestMethod.ALL,
    -1,
    Reflect.getMetadata(METHOD, Reflect.get(prototype, name) as object),
  ];
  return (config.getGlobalPrefixOptions().exclude ?? []).some(
    ({ requestMethod, pathRegex }) => methods.includes(requestMethod) && pathRegex.test(path),
  );
}

function textsOf(path: unknown): string[] {
  const texts = [path].flat().filter((text): text is string => typeof text === 'string');
  return texts.length > 0 ? texts : [''];
}

function joined(...parts: readonly string[]): string {
  const names = parts.flatMap((part) => part.split('/')).filter((name) => name !== '');
  return `/${names.join('/')}`;
}
