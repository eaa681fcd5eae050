import type { Options } from 'tsup';

/** Dependencies without a CommonJS form: a `require` build has to carry what it uses of them. */
const ESM_ALONE = ['jose', 'oauth4webapi'];

interface Published {
  readonly entry: Readonly<Record<string, string>>;
  /** Entries that only Node.js itself runs, or that need a package which is ESM alone: commands, suites for Vitest. */
  readonly esmAlone?: readonly string[];
  readonly tsconfig?: string;
  /** Private packages: their code belongs into ours. */
  readonly noExternal?: readonly string[];
}

/**
 * How every published package is built: `dist` as ESM, `dist/cjs` as CommonJS for Jest and old tools. In both, what the entries
 * share stands in chunks, so that a class is one class.
 */
export function published({ entry, esmAlone = [], noExternal = [], tsconfig }: Published): Options[] {
  const shared: Options = {
    target: 'es2022',
    dts: false,
    sourcemap: false,
    splitting: true,
    treeshake: true,
    // Some modules, such as node:sqlite, only exist under the node: name.
    removeNodeProtocol: false,
    ...(tsconfig !== undefined && { tsconfig }),
  };
  const esModules: Options = {
    ...shared,
    entry: { ...entry },
    format: 'esm',
    // The other build writes there at the same time.
    clean: ['!cjs/**'],
    noExternal: [...noExternal],
  };
  const required = Object.entries(entry).filter(([name]) => !esmAlone.includes(name));
  const commonJs: Options = {
    ...shared,
    entry: Object.fromEntries(required),
    format: 'cjs',
    outDir: 'dist/cjs',
    // `dist/cjs/package.json` says what they are.
    outExtension: () => ({ js: '.js' }),
    clean: true,
    noExternal: [...noExternal, ...ESM_ALONE],
  };
  return required.length === 0 ? [esModules] : [esModules, commonJs];
}
