import { createVerifier, defineResource, remoteKeys } from '@acme/token-core';
import type { Verifier } from '@acme/token-core';

import type { Directory } from '../access/directory.js';
import { isManagementApi, tenantOf } from '../access/management-api.js';

/** The verifiers of the Management API. */
export interface ManagementVerifiers {
  /** By the indicator of each management resource in the access model of this moment. */
  readonly all: () => ReadonlyMap<string, Verifier<'all'>>;
  /** The tenant that the first of them names. */
  readonly tenantId: () => string;
}

/** What the verifiers are made of. */
export interface VerifierParts {
  readonly issuer: string;
  /** On loopback, whatever the issuer is called elsewhere. */
  readonly jwksUri: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The directory of this moment. */
  readonly directory: () => Directory;
}

/** This project's own verifiers, which get their keys over HTTP as any API would. */
export function createManagementVerifiers(parts: VerifierParts): ManagementVerifiers {
  const { issuer, jwksUri, now, directory } = parts;
  const made = new Map<string, Verifier<'all'>>();

  function indicators(): readonly string[] {
    return [...directory().resources.values()].map(({ indicator }) => indicator).filter(isManagementApi);
  }

  function verifierOf(indicator: string): Verifier<'all'> {
    const existing = made.get(indicator);
    if (existing !== undefined) return existing;
    const resource = defineResource({ indicator, scopes: { all: 'Everything' } });
    const verifier = createVerifier({ issuer, resource, now, keys: remoteKeys(jwksUri) });
    made.set(indicator, verifier);
    return verifier;
  }

  return {
    all: () => new Map(indicators().map((indicator) => [indicator, verifierOf(indicator)])),
    tenantId: () => tenantOf(indicators()[0] ?? ''),
  };
}
