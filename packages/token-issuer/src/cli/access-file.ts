import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { parse as parseYaml } from 'yaml';

import type { AccessModel } from '../access/model.js';

/** The access file cannot be read. The message says what is wrong with the file itself. */
export class AccessFileError extends Error {
  override readonly name = 'AccessFileError';
}

/**
 * Reads an access model from a file: JSON, YAML, JavaScript or TypeScript. A module exports it as
 * `default` or as `access`. It is not checked here.
 *
 * @throws AccessFileError
 */
export async function readAccessFile(file: string): Promise<AccessModel> {
  const path = resolve(file);
  try {
    return (await read(path)) as AccessModel;
  } catch (error) {
    if (error instanceof AccessFileError) throw error;
    // A module may throw whatever it likes.
    if (!(error instanceof Error))
      throw new AccessFileError(`${file}: it throws something that is no error.`);
    const { code, message, path: missing } = error as NodeJS.ErrnoException;
    // What the module itself reads or imports may be missing, too.
    const isMissing =
      code === 'ENOENT' ? missing === path : code === 'ERR_MODULE_NOT_FOUND' && !existsSync(path);
    if (isMissing) throw new AccessFileError(`${file}: there is no such file.`);
    if (code === 'EISDIR') throw new AccessFileError(`${file}: this is a directory.`);
    if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
      throw new AccessFileError(
        `${file}: this version of Node cannot read TypeScript; Node 22.18 or newer can.`,
      );
    }
    throw new AccessFileError(`${file}: ${message.split('\n')[0] ?? ''}`);
  }
}

async function read(path: string): Promise<unknown> {
  switch (extname(path).toLowerCase()) {
    case '.json':
      // Some editors begin a file with the mark of its encoding.
      return parseJson((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    case '.yaml':
    case '.yml':
      return parseYaml(await readFile(path, 'utf8'));
    case '.js':
    case '.mjs':
    case '.ts':
    case '.mts':
      return importModel(path);
    default:
      throw new AccessFileError(
        `${path}: expected a file that ends in .ts, .mts, .js, .mjs, .json, .yaml or .yml.`,
      );
  }
}

/** JSON.parse quotes the file in its messages, secrets and all; the YAML parser, which reads JSON too, says where. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    parseYaml(text);
    throw new Error('expected JSON, found YAML: let its name end in .yaml.');
  }
}

/** How often modules were read: a module is read once for each URL, so each reading needs its own. */
let readings = 0;

async function importModel(path: string): Promise<unknown> {
  readings += 1;
  const url = `${pathToFileURL(path).href}?reading=${readings}`;
  const module = (await import(url)) as { readonly default?: unknown; readonly access?: unknown };
  const model = module.default ?? module.access;
  if (model === undefined) {
    throw new AccessFileError(`${path}: expected a default export, or one named access.`);
  }
  return model;
}
