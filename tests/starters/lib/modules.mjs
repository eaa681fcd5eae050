import { mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unpack } from './packages.mjs';

/** What is installed for the starters themselves: compilers, bundlers, every Node.js. */
export const MODULES = fileURLToPath(new URL('../node_modules', import.meta.url));

/** A project without an install: these packages of ours from their tarballs, and links to what they need. */
export function layModules(project, packages, links) {
  const modules = join(project.folder, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  mkdirSync(modules, { recursive: true });
  for (const name of packages) unpack(name, modules);
  for (const name of links) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(realpathSync(join(MODULES, name)), join(modules, name));
  }
}

/** The files of a starter's `suite`, and their texts. */
export function namesOf(folder) {
  return readdirSync(folder).toSorted();
}
