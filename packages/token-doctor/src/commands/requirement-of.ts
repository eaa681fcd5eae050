import type { Requirements, Verifier } from '@acme/token-core';
import type { Arguments } from '../cli/arguments.js';
import { UsageError } from '../cli/usage-error.js';

/**
 * What the route demands, by the command line.
 *
 * @throws UsageError when the resource does not know such a permission.
 */
export function requirementOf({ values }: Arguments, verifier: Verifier): Requirements | undefined {
  const { scope: scopes, 'any-scope': anyScope, organization } = values;
  const requirement = {
    ...(scopes && { scopes: scopes.flatMap(words) }),
    ...(anyScope && { anyScope: anyScope.flatMap(words) }),
    ...(organization !== undefined && { organization }),
  } as Requirements;
  if (Object.keys(requirement).length === 0) return undefined;
  try {
    verifier.checkRequirement(requirement);
    return requirement;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function words(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
