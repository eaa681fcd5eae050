/** What a package may weigh, minified and compressed by brotli. */
export interface SizeBudget {
  readonly name: string;
  /** Its entry, from the root of the repository; every export counts. Or what an app imports, by entry: `{ a, b }`. */
  readonly entry: string | Readonly<Record<string, string>>;
  /** What its user has anyway; everything else is counted. */
  readonly without: readonly string[];
  /** What it may weigh. Never raised. */
  readonly bytes: number;
  /**
   * A ratchet, where the budget is missed: the figure that was last measured. To weigh more than this fails the check; the
   * miss itself is printed. Only ever lowered, and taken away when the budget is met.
   */
  readonly ratchet?: number;
}

const CORE = '@acme/token-core';
const MAIN = 'packages/token-core/dist/index.js';
const HONO = 'packages/token-hono/dist/index.js';

/** A budget for each published package. */
export const SIZE_BUDGETS: readonly SizeBudget[] = [
  {
    name: CORE,
    entry: MAIN,
    without: [],
    bytes: 13_000,
    ratchet: 22_720,
  },
  {
    name: `${CORE}/given-keys`,
    entry: 'packages/token-core/dist/given-keys.js',
    without: [],
    bytes: 10_500,
    ratchet: 17_870,
  },
  {
    name: `${CORE}/fetch`,
    entry: 'packages/token-core/dist/fetch/index.js',
    without: [],
    // Refusals are explained by default, so the explanations come with it: about 15 kB of it.
    bytes: 22_000,
  },
  {
    name: '@acme/token-express',
    entry: 'packages/token-express/dist/index.js',
    without: [CORE, 'node:*'],
    bytes: 2000,
  },
  {
    name: '@acme/token-fastify',
    entry: 'packages/token-fastify/dist/index.js',
    without: [CORE, 'fastify', 'node:*'],
    bytes: 4000,
  },
  {
    name: '@acme/token-hono',
    entry: HONO,
    without: [CORE, 'hono', 'hono/*'],
    bytes: 1500,
  },
  {
    name: '@acme/token-hono with what it imports of the core',
    entry: HONO,
    without: ['hono', 'hono/*'],
    bytes: 24_000,
  },
  {
    // The whole of what a Worker carries beside Hono: a verifier, the adapter, and explanations, which are its default.
    name: 'a Worker with @acme/token-hono and its verifier',
    entry: { [MAIN]: '{ createVerifier, defineResource }', [HONO]: '{ protect }' },
    without: ['hono', 'hono/*'],
    bytes: 24_000,
    ratchet: 36_320,
  },
  {
    name: '@acme/token-nestjs',
    entry: 'packages/token-nestjs/dist/index.js',
    without: [CORE, '@nestjs/*', 'rxjs', 'reflect-metadata'],
    bytes: 8000,
  },
  {
    name: '@acme/token-testing',
    entry: 'packages/token-testing/dist/index.js',
    without: [CORE, 'jose'],
    bytes: 9000,
  },
  {
    name: '@acme/token-issuer, its own part',
    entry: 'packages/token-issuer/dist/index.js',
    // What every issuer loads; the console and other files of their own come when they are first asked for.
    without: [CORE, 'jose', 'oidc-provider', 'yaml', 'zod', 'node:*', './lazy/*'],
    bytes: 42_000,
  },
];

/** The import of the core may take this many times the import of jose. */
export const IMPORT_BUDGET = 1.3;
