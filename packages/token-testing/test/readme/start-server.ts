import type { Verifier } from '@acme/token-core';

/** Stands for the framework in the snippet: never runs, has to compile. */
export declare function startServer(
  verifier: Verifier<'read:products' | 'write:products'>,
): Promise<{ readonly port: number; stop(): Promise<void> }>;
