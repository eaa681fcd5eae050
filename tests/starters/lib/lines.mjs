import { stripTypeScriptTypes } from 'node:module';
import { shownIn } from './readme.mjs';

const TENANT = "'https://tenant.logto.app/oidc'";
const APP = /^const app = .*$/m;
const moduleOf = (line) => /^import .* from '(.+)';$/.exec(line)?.[1];

/** A file of an adapter's README; the issuer that it names is the one that the environment names. */
export function readmeOf(adapter, name) {
  const code = shownIn(`packages/token-${adapter}/README.md`, name);
  return code.slice(code.indexOf('\n') + 1).replaceAll(TENANT, 'process.env.TOKEN_ISSUER!');
}

/** As somebody writes it who has no TypeScript. */
export function withoutTypes(code) {
  return stripTypeScriptTypes(code).replaceAll(/[ \t]+$/gm, '');
}

/**
 * Adds the lines of a README to a file that a project came with, as a reader does: imports above, and the rest around the line that
 * makes the app. What the file has already is not written twice.
 */
export function addLines(file, shown) {
  const lines = shown.split('\n').filter((line) => !line.startsWith('export default'));
  const imports = lines.filter((line) => line.startsWith('import '));
  const rest = lines.filter((line) => !line.startsWith('import ')).join('\n');
  const app = APP.exec(rest)?.[0];
  const [before, after] = rest.split(app);
  const named = new Set(imports.map(moduleOf));
  const kept = file.split('\n').filter((line) => !named.has(moduleOf(line)));
  const around = `${before.trim()}\n\n${app}\n${after.trim()}`;
  return `${imports.join('\n')}\n${kept.join('\n').replace(APP, () => around)}`;
}
