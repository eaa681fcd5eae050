import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const packages = new URL('../../../packages/', import.meta.url);
const names = readdirSync(packages);
/** An entry that nobody in CommonJS can use: it calls Vitest, which is ESM alone. */
const ESM_ALONE = ['@acme/token-testing/contract'];

interface Manifest {
  readonly name: string;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly typesVersions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly scripts: Readonly<Record<string, string>>;
}

function read(name: string): Manifest {
  return JSON.parse(readFileSync(new URL(`${name}/package.json`, packages), 'utf8')) as Manifest;
}

/** What each entry has to say, the order of its conditions included: the first that fits is taken. */
function shapeOf(path: string, esmAlone: boolean): unknown {
  const esm = { types: `./dist/${path}.d.ts`, default: `./dist/${path}.js` };
  const commonJs = { types: `./dist/cjs/${path}.d.ts`, default: `./dist/cjs/${path}.js` };
  return esmAlone
    ? esm
    : {
        'module-sync': esm.default,
        module: esm.default,
        workerd: esm.default,
        bun: esm.default,
        import: esm,
        require: commonJs,
        default: esm.default,
      };
}

/** `./dist/testing/index.js` is `testing/index`. */
function pathOf(entry: unknown): string {
  const { default: file } = entry as { readonly default: string };
  return file.replace('./dist/', '').replace(/\.js$/, '');
}

describe('every published package can be had by import, by require and by old resolvers', () => {
  it.each(names)('%s', (name) => {
    const { name: whole, main, types, exports: entries, typesVersions, scripts } = read(name);
    expect({ main, types }).toStrictEqual({ main: './dist/cjs/index.js', types: './dist/cjs/index.d.ts' });
    const { './package.json': manifest, ...code } = entries;
    expect(manifest).toBe('./package.json');
    const old: Record<string, readonly string[]> = {};
    for (const [key, entry] of Object.entries(code)) {
      const esmAlone = ESM_ALONE.includes(whole + key.slice(1));
      const path = pathOf(entry);
      const shape = shapeOf(path, esmAlone);
      expect(JSON.stringify(entry), key).toBe(JSON.stringify(shape));
      if (key !== '.') old[key.slice(2)] = [esmAlone ? `./dist/${path}.d.ts` : `./dist/cjs/${path}.d.ts`];
      for (const [, file = ''] of JSON.stringify(shape).matchAll(/"\.\/(dist\/[^"]+)"/g))
        expect(existsSync(new URL(`${name}/${file}`, packages)), file).toBe(true);
    }
    // `moduleResolution: node` reads no `exports`.
    expect(typesVersions).toStrictEqual(Object.keys(old).length === 0 ? undefined : { '*': old });
    expect(readFileSync(new URL(`${name}/dist/cjs/package.json`, packages), 'utf8')).toContain('"commonjs"');
    expect(scripts['lint:package']).toBe(
      name === 'token-testing'
        ? 'publint --strict && attw --pack . --quiet --exclude-entrypoints contract'
        : 'publint --strict && attw --pack . --quiet',
    );
  });
});
