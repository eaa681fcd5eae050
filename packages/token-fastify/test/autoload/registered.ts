import type { Verifier } from '@acme/token-core';
import type { tokenPlugin } from '../../src/index.js';

/** What the autoloaded files get: the autoloader imports them by itself, and cannot import the sources. */
export interface Registered {
  readonly plugin: typeof tokenPlugin;
  readonly verifier: Verifier;
}

/** The same, where such a file is the first that loads the package. */
export interface RegisteredLate {
  readonly load: () => Promise<{ readonly tokenPlugin: typeof tokenPlugin }>;
  readonly verifier: Verifier;
}
