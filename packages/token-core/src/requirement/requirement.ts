import type { CompiledRequirement } from './compiled.js';
import type { OrganizationDemand } from './organization.js';

/** Who a token speaks for: a person, or a client that acts for itself. */
export type Principal = 'user' | 'machine';

/**
 * What a route demands of a token. Every member that is given must hold; at least one is given.
 *
 * @typeParam S - The permission names of the resource.
 * @example { scopes: ['read:products'], principal: 'user' }
 */
export interface Requirement<S extends string = string> {
  /** All of these permissions. Not empty. */
  readonly scopes?: readonly S[];
  /** At least one of these permissions. Not empty. */
  readonly anyScope?: readonly S[];
  /**
   * Who the token has to speak for. A token of which nobody can say is refused, and so is, where `user` is demanded, one
   * that somebody else uses in the user's name (`act`, RFC 8693 §4.1).
   */
  readonly principal?: Principal;
  /**
   * What the token says of an organization: `'none'`, `'any'`, `'required'`, or the place in the request that has to name the
   * same one. Replaces what the verifier demands by its option `organization`.
   *
   * @example { organization: { param: 'organizationId' }, scopes: ['write:products'] }
   */
  readonly organization?: OrganizationDemand;
  /**
   * How many seconds ago the token may have been issued (`iat`), the clock tolerance added: from 10 to 86400. An older one is
   * refused as `stale`, so that the client comes back with a new one and today's permissions.
   */
  readonly freshWithin?: number;
}

/**
 * What is accepted wherever a requirement is: one, a compiled one, or a list of both that must hold as a whole (a class's
 * and a method's, say). "Any valid token" is said by leaving the requirement out.
 */
export type Requirements<S extends string = string> =
  Requirement<S> | CompiledRequirement<S> | readonly (Requirement<S> | CompiledRequirement<S>)[];
