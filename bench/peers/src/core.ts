import { type Algorithm, createVerifier, remoteKeys, staticKeys, TokenError } from '@acme/token-core';
import type { Keys, Trust, Verify } from './trust.js';

type Options = Partial<Parameters<typeof createVerifier>[0]>;
/** Without `algorithms`: its default. */
type CoreTrust = Omit<Trust, 'algorithms'> & Partial<Pick<Trust, 'algorithms'>>;

/** Ours, with keys at hand. Without `options`: its defaults. */
export function coreWithKeys(trust: CoreTrust, keys: Keys, options: Options = {}): Verify {
  return verifier(trust, { keys: staticKeys(keys), ...options });
}

/** Ours, with keys that are fetched and refreshed, as in production. */
export function coreWithAddress(
  trust: CoreTrust,
  address: string,
  fetching: Parameters<typeof remoteKeys>[1],
  options: Options = {},
): Verify {
  return verifier(trust, { keys: remoteKeys(address, fetching), ...options });
}

function verifier({ issuer, resource, algorithms, clockTolerance }: CoreTrust, options: Options): Verify {
  const made = createVerifier({
    issuer,
    resource,
    ...(algorithms === undefined ? {} : { algorithms: algorithms as readonly Algorithm[] }),
    ...(clockTolerance === undefined ? {} : { clockTolerance }),
    ...options,
  });
  return (token) => made.verify(token);
}

/** Whether an error is of a class that it documents. */
export function isCoreError(error: unknown): boolean {
  return error instanceof TokenError;
}
