import type { JSONWebKeySet } from 'jose';

/** Whose tokens are accepted, and for whom: what every peer is told alike. */
export interface Trust {
  readonly issuer: string;
  readonly resource: string;
  readonly algorithms: readonly string[];
  /** Seconds. Default: the peer's own. */
  readonly clockTolerance?: number;
}

/** A public JWK Set that is at hand. */
export type Keys = JSONWebKeySet;

/** Verifies a token: returns or resolves when it is accepted, throws or rejects when it is not. */
export type Verify = (token: string) => unknown;

/** Where nobody answers: for peers that need an address of a key set which they are given. */
export const NOWHERE = 'https://127.0.0.1:9/jwks';
/** For one fetch, in milliseconds. */
export const TIMEOUT = 5000;

/** Whether the error, or its class by name, is one of these. */
export function isNamed(error: unknown, pattern: RegExp): boolean {
  return error instanceof Error && pattern.test(`${error.name} ${error.constructor.name}`);
}
