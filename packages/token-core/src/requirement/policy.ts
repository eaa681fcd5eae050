import { impliersOf, type Resource } from '../resource.js';
import type { StandingSource } from '../standing/source.js';
import type { OrganizationDemand } from './organization.js';
import type { Requirement } from './requirement.js';

/** What a requirement is compiled for and judged by. One object for each verifier: its identity says whose it is. */
export interface RequirementPolicy {
  /** A permission that it does not define is a mistake; without any, every name is let through. */
  readonly resource: Resource;
  /** Permission → the permissions that imply it. `undefined` where none implies another. */
  readonly impliers: ReadonlyMap<string, readonly string[]> | undefined;
  /** What holds of a token's organization where a requirement does not speak of it. */
  readonly organization: OrganizationDemand;
  /** The same as a list, as judging reads it. */
  readonly organizations: readonly OrganizationDemand[];
  /** Seconds by which clocks may differ. */
  readonly clockTolerance: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What is asked whether a token stands; here to be compared. `undefined` where nothing is. */
  readonly standing: StandingSource | undefined;
  /** What a token is told apart by from those of other verifiers, where that is not `aud`. */
  readonly audienceClaim?: { readonly name: string } | undefined;
}

/** What judging reads of a requirement, found where it is compiled. */
export interface Demand {
  readonly parts: readonly Requirement[];
  readonly policy: RequirementPolicy;
  /** What it was compiled from. */
  readonly source: unknown;
  /** All of them hold. Never empty: else the verifier's own. */
  readonly organizations: readonly OrganizationDemand[];
  /** Whether one of them is a place in the request, so that judging needs it. */
  readonly hasPlace: boolean;
  /** The shortest, in seconds. */
  readonly freshWithin: number | undefined;
}

/** What a verifier's options say about judging requirements. */
export type PolicySettings = Omit<RequirementPolicy, 'resource' | 'impliers' | 'organizations'>;

/** What holds for a verifier that somebody wrote by hand. */
const USUAL: PolicySettings = {
  organization: 'none',
  clockTolerance: 5,
  now: () => Date.now(),
  standing: undefined,
};

/** The policy of a verifier for this resource. */
export function requirementPolicy(resource: Resource, settings: PolicySettings = USUAL): RequirementPolicy {
  const { organization, clockTolerance, now, standing, audienceClaim } = settings;
  return {
    resource,
    impliers: impliersOf(resource),
    organization,
    organizations: [organization],
    clockTolerance,
    now,
    standing,
    audienceClaim,
  };
}
