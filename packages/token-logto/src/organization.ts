import {
  createVerifier,
  defineResource,
  type OrganizationDemand,
  type Resource,
  type ResourceDefinition,
  type Verifier,
  type VerifierOptions,
} from '@acme/token-core';
import { expectOptions } from '@acme/token-core/adapter';
import { ORGANIZATION_AUDIENCE, ORGANIZATIONS_RESOURCE } from './audiences.js';
import { ownMembers } from './own-members.js';

/** What {@link defineOrganization} takes. */
export type OrganizationDefinition<S extends string> = Pick<
  ResourceDefinition<S>,
  'scopes' | 'allowAnyScopeName'
>;

/**
 * Describes the organization template: the organization permissions (Console → Organization template → Organization permissions).
 * Another catalogue than that of an API.
 *
 * @throws TypeError when a permission is undescribed, or its name is none of RFC 6749 §3.3 and not allowed.
 * @example
 * const organization = defineOrganization({ scopes: { 'invite:members': 'Invite members' } });
 */
export function defineOrganization<const S extends string>(
  definition: OrganizationDefinition<S>,
): Resource<S> {
  const given = expectOptions<OrganizationDefinition<S>>('defineOrganization', definition, [
    'scopes',
    'allowAnyScopeName',
  ]);
  // Only a name: what the audience is, the verifier says.
  return defineResource({
    ...given,
    indicator: ORGANIZATION_AUDIENCE,
    reserved: [ORGANIZATIONS_RESOURCE],
  });
}

/** What {@link createOrganizationVerifier} takes: the options of `createVerifier`, but for those that it knows itself. */
export interface OrganizationVerifierOptions<S extends string = string> extends Omit<
  VerifierOptions<S>,
  'resource' | 'organization' | 'organizationAudience' | 'organizationClaim' | 'audienceClaim'
> {
  /** The issuer of the tenant: `https://<tenant>.logto.app/oidc`. */
  readonly issuer: string;
  /** Made by {@link defineOrganization}. */
  readonly organization: Resource<S>;
  /**
   * Where a request names the organization that it is about, which the token has to be for. A route may name another place.
   * `'required'` and `'any'` accept the token of any organization: then the handler has to compare `token.organization` itself.
   * No default.
   */
  readonly place: Exclude<OrganizationDemand, 'none'>;
}

const OWN_OPTIONS = ['resource', 'organizationAudience', 'organizationClaim', 'audienceClaim'];

/**
 * Makes a verifier for Logto's organization tokens (`aud` is `urn:logto:organization:<id>`), of any organization. It holds nothing
 * per organization. A token for an API is none of these, nor the other way round.
 *
 * @throws TypeError that names the option that is wrong.
 * @example
 * const verifier = createOrganizationVerifier({
 *   issuer: 'https://tenant.logto.app/oidc',
 *   organization,
 *   place: { param: 'organizationId' },
 * });
 */
export function createOrganizationVerifier<S extends string>(
  options: OrganizationVerifierOptions<S>,
): Verifier<S> {
  if (typeof options !== 'object' || (options as unknown) === null || Array.isArray(options)) {
    throw new TypeError('createOrganizationVerifier: options: expected an object');
  }
  const { organization, place, ...others } = ownMembers(options);
  for (const name of OWN_OPTIONS) {
    if (Object.hasOwn(others, name)) {
      throw new TypeError(`createOrganizationVerifier: unknown option "${name}", which it knows itself`);
    }
  }
  if (typeof (organization as Partial<Resource<S>> | null | undefined)?.indicator !== 'string') {
    throw new TypeError('organization: expected what defineOrganization returns');
  }
  if (place === undefined || (place as unknown) === 'none') {
    throw new TypeError(
      "place: expected a place in the request such as { param: 'organizationId' }, 'required' or 'any'",
    );
  }
  const given: VerifierOptions<S> = {
    ...others,
    resource: organization,
    organization: place,
    organizationAudience: ORGANIZATION_AUDIENCE,
  };
  // What they inherit is for the core to refuse: passed over, its rule would be off.
  return createVerifier<S>(Object.setPrototypeOf(given, options) as VerifierOptions<S>);
}
