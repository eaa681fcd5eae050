// Completes the CommonJS build of the package in this folder (`pnpm run build` calls it last): a `package.json` that says what
// `dist/cjs` holds, and beside each entry there its declarations. TypeScript reads a declaration as ESM or as CommonJS by
// the nearest `package.json`, so one text serves as both.
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Written by hand where a dependency is ESM alone and too large to be carried. */
const BY_HAND = 'src/commonjs.cjs';
const SPECIFIER = /(?:from |import\(|import )['"](\.{1,2}\/[^'"]+)\.js['"]/g;

if (existsSync(BY_HAND)) rmSync('dist/cjs', { recursive: true, force: true });
const { exports: entries } = JSON.parse(readFileSync('package.json', 'utf8'));
const declared = new Set();
for (const { require: required } of Object.values(entries)) {
  if (required !== undefined) declare(required.types.replace('./dist/cjs/', ''));
}
for (const file of declared) {
  mkdirSync(dirname(join('dist/cjs', file)), { recursive: true });
  writeFileSync(join('dist/cjs', file), forOldTargets(readFileSync(join('dist', file), 'utf8')));
}
if (existsSync(BY_HAND)) copyFileSync(BY_HAND, 'dist/cjs/index.js');
writeFileSync('dist/cjs/package.json', '{ "type": "commonjs" }\n');

/** A declaration, and all that it names of its own package. */
function declare(file) {
  if (declared.has(file)) return;
  if (!existsSync(join('dist', file))) throw new Error(`dist/${file} is not there.`);
  declared.add(file);
  const text = readFileSync(join('dist', file), 'utf8');
  for (const [, specifier] of text.matchAll(SPECIFIER)) declare(join(dirname(file), `${specifier}.d.ts`));
}

/**
 * What stands in a declaration for private members, so that no other class is taken for this one, in a spelling that TypeScript
 * does not refuse below ES2015 (TS18028). Old resolvers come with old targets, as in Hono's template for Bun with TypeScript 5.9.
 */
function forOldTargets(text) {
  let name = '';
  return text.replaceAll(
    /^(?:export |declare |abstract )*class (\w+)|(?<=^\s*)#private;/gm,
    (found, declaredName) => {
      if (declaredName === undefined) return `private readonly '#${name}';`;
      name = declaredName;
      return found;
    },
  );
}
