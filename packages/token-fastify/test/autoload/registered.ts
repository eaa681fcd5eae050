import type { Verifier } from '@acme/token-core';
import type { tokenPlugin } from '../../src/index.js';

/** What the autoloaded files get: the autoloader imports them by itself, and cannot import the sources. */
export interface Registered {
  readonly plugin: typeof tokenPlugin;
  readonly verifier: Verifier;
}
