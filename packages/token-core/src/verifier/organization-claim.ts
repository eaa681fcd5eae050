import { leave } from '../after.js';
import { isJsonObject, type JsonObject, own } from '../json.js';
import { expectName, fail } from '../options.js';
import { type AccessTokenClaims, organizationOfAudience } from '../token/claims.js';

/** Reads the organization out of verified claims. Throws what refuses the token. */
export type OrganizationReader = (claims: AccessTokenClaims) => string | undefined;

/** The reader that the option `organizationClaim` asks for. @throws TypeError for anything but a name or a function. */
export function readOrganizationClaim(
  given: unknown = 'organization_id',
  option: string,
): OrganizationReader {
  const isName = isPath(given);
  if (!isName && typeof given !== 'function') {
    fail(option, 'the name of a claim, a path of names with dots, or a function', given);
  }
  return (claims) => {
    const value = leave(
      isName ? valueAt(claims, given) : (given as (claims: AccessTokenClaims) => unknown)(claims),
    );
    if (value === undefined || (typeof value === 'string' && value !== '')) return value;
    throw new TypeError(`${option}: expected a non-empty text`);
  };
}

/** Whether it is the name of a claim, or a path of names with dots. */
export function isPath(given: unknown): given is string {
  return typeof given === 'string' && !given.split('.').includes('');
}

/** The option `organizationAudience`, which holds only beside others. @throws TypeError that names what is wrong. */
export function checkOrganizationAudience(options: {
  readonly organizationAudience: unknown;
  readonly organization: unknown;
  readonly audienceClaim: unknown;
}): string | undefined {
  const { organizationAudience, organization, audienceClaim } = options;
  if (organizationAudience === undefined) return undefined;
  const option = 'organizationAudience';
  const expected = 'what the audience of an organization begins with, such as urn:example:organization:';
  const prefix = expectName(option, organizationAudience, expected);
  if (!/[:/]$/.test(prefix)) fail(option, `${expected}, with a colon or slash at its end`, prefix);
  if (audienceClaim !== undefined)
    throw new TypeError(`${option}: expected without audienceClaim, found both`);
  // Every token of this kind names an organization: to say nothing of it would open one to the members of all.
  if (organization === 'none') {
    const place = "a place in the request such as { param: 'organizationId' }, 'any' or 'required'";
    fail('organization', `${place}, beside ${option}`, organization);
  }
  return prefix;
}

/**
 * The organization of a token. Where each organization is an audience, what the claim says besides must be the same: a tenant's
 * script can write that claim, and nobody but the authorization server the audience.
 */
export function organizationOf(
  claims: AccessTokenClaims,
  read: OrganizationReader,
  prefix: string | undefined,
): string | undefined {
  const said = read(claims);
  if (prefix === undefined) return said;
  const organization = organizationOfAudience(claims, prefix);
  if (said === undefined || said === organization) return organization;
  throw new TypeError('organizationClaim: expected the organization that the audience names');
}

/** A claim may have dots in its name, so the whole name goes before the path. */
export function valueAt(claims: JsonObject, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (value === undefined) return undefined;
    // Something else stands where an object was expected: whose token this is cannot be told.
    if (!isJsonObject(value)) throw new TypeError('expected an object on the way');
    value = own(value, name);
  }
  return value;
}
