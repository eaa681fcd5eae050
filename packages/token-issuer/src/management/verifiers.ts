import { createVerifier, defineResource } from '@acme/token-core';
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

/**
 * This project's own verifiers, which get their keys over HTTP as any API would.
 *
 * @param directory - The one of this moment.
 */
export function createManagementVerifiers(issuer: string, directory: () => Directory): ManagementVerifiers {
  const made = new Map<string, Verifier<'all'>>();

  function indicators(): readonly string[] {
    return [...directory().resources.values()].map(({ indicator }) => indicator).filter(isManagementApi);
  }

  function verifierOf(indicator: string): Verifier<'all'> {
    const existing = made.get(indicator);
    if (existing !== undefined) return existing;
    const resource = defineResource({ indicator, scopes: { all: 'Everything' } });
    const verifier = createVerifier({ issuer, resource });
    made.set(indicator, verifier);
    return verifier;
  }

  return {
    all: () => new Map(indicators().map((indicator) => [indicator, verifierOf(indicator)])),
    tenantId: () => tenantOf(indicators()[0] ?? ''),
  };
}
