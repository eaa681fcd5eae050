import { RequestMethod, VersioningType } from '@nestjs/common';
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
  return textsOf(read(PATH, type)).flatMap((outer) =>
    textsOf(read(PATH, Reflect.get(prototype, name))).map((inner) => joined(outer, inner)),
  );
}

/**
 * The paths that a route is served at: with the prefix of the app, its version, where that stands in the path, and the path
 * of its module. Nest builds them too, where nobody else can ask.
 */
export function servedPathsOf(handler: Handler, { modules, config }: PathSettings): string[] {
  const { module, type, prototype, name } = handler;
  const own: unknown = Reflect.get(prototype, name);
  const modulePath =
    read(MODULE_PATH + modules.applicationId, module.metatype) ?? read(MODULE_PATH, module.metatype);
  const versioning = config.getVersioning();
  const isInPath = versioning?.type === VersioningType.URI;
  const prefix = isInPath && versioning.prefix !== false ? (versioning.prefix ?? 'v') : '';
  const versions = isInPath ? (read(VERSION, own) ?? read(VERSION, type) ?? versioning.defaultVersion) : '';
  // `-1` is every method to Nest, too.
  const methods: readonly unknown[] = [RequestMethod.ALL, -1, read(METHOD, own)];
  return decoratedPathsOf(handler).flatMap((path) => {
    const unversioned = joined(...textsOf(modulePath), path);
    const isBare = config
      .getGlobalPrefixOptions()
      .exclude?.some(
        ({ requestMethod, pathRegex }) => methods.includes(requestMethod) && pathRegex.test(unversioned),
      );
    const app = isBare === true ? '' : config.getGlobalPrefix();
    // A neutral one is a symbol, and not in the path.
    return [versions]
      .flat()
      .map((version) => joined(app, typeof version === 'string' ? prefix + version : '', unversioned));
  });
}

function read(key: string, target: unknown): unknown {
  return Reflect.getMetadata(key, target as object);
}

function textsOf(path: unknown): string[] {
  const texts = [path].flat().filter((text): text is string => typeof text === 'string');
  return texts.length > 0 ? texts : [''];
}

function joined(...parts: readonly string[]): string {
  return `/${parts
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
