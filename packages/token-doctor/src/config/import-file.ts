import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Codes of a file that this Node.js cannot read by itself: nothing of it has run then. */
const NOT_NATIVE: ReadonlySet<unknown> = new Set([
  'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX',
  'ERR_INVALID_TYPESCRIPT_SYNTAX',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING',
  'ERR_UNSUPPORTED_DIR_IMPORT',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_REQUIRE_ESM',
]);

/**
 * Imports a file as whoever runs TypeScript would: by Node.js itself where it strips types, else by a loader that knows
 * `./x.js` for `./x.ts`, decorators, enums and the paths of a tsconfig.
 *
 * @throws what the file throws.
 */
export async function importFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const isTypeScript = /^\.[mc]?tsx?$/.test(extname(path));
  if (!isTypeScript || process.features.typescript) {
    try {
      return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
    } catch (error) {
      if (!isTypeScript || !isNotNative(error)) throw error;
    }
  }
  const { createJiti } = await import('jiti');
  // Nothing is written to the user's disk, and what the file exports is what comes back.
  const loader = createJiti(pathToFileURL(path).href, {
    fsCache: false,
    interopDefault: false,
    tsconfigPaths: true,
  });
  return loader.import(path);
}

function isNotNative(error: unknown): boolean {
  return error instanceof SyntaxError || NOT_NATIVE.has((error as { readonly code?: unknown } | null)?.code);
}
