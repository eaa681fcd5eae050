import { impliersOf, type Resource } from '../resource.js';

/** What a requirement is compiled for and judged by. One object for each verifier: its identity says whose it is. */
export interface RequirementPolicy {
  /** A permission that it does not define is a mistake; without any, every name is let through. */
  readonly resource: Resource;
  /** Permission → the permissions that imply it. `undefined` where none implies another. */
  readonly impliers: ReadonlyMap<string, readonly string[]> | undefined;
}

/** The policy of a verifier for this resource. */
export function requirementPolicy(resource: Resource): RequirementPolicy {
  return { resource, impliers: impliersOf(resource) };
}
