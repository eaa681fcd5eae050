import { isJsonObject, type JsonObject, own } from '../json.js';
import { fail } from '../options.js';
import { type AccessTokenClaims, organizationOfAudience } from '../token/claims.js';

/** Reads the organization out of verified claims. Throws what refuses the token. */
export type OrganizationReader = (claims: AccessTokenClaims) => string | undefined;

/** The reader that the option `organizationClaim` asks for. @throws TypeError for anything but a name or a function. */
export function readOrganizationClaim(option: unknown): OrganizationReader {
  if (option === undefined) return (claims) => checkOrganizationId(own(claims, 'organization_id'));
  if (typeof option === 'function') {
    const read = option as (claims: AccessTokenClaims) => unknown;
    return (claims) => checkOrganizationId(read(claims));
  }
  if (typeof option !== 'string' || option === '' || option.split('.').includes('')) {
    fail('organizationClaim', 'the name of a claim, a path of names with dots, or a function', option);
  }
  return (claims) => checkOrganizationId(valueAt(claims, option));
}

/**
 * The reader where each organization is an audience. What the claim says besides must be the same: a tenant's script can write
 * that claim, and nobody but the authorization server the audience.
 */
export function readOrganizationAudience(prefix: string, claim: OrganizationReader): OrganizationReader {
  return (claims) => {
    const organization = organizationOfAudience(claims, prefix);
    const said = claim(claims);
    if (said === undefined || said === organization) return organization;
    throw new TypeError('organizationClaim: expected the organization that the audience names');
  };
}

/** A claim may have dots in its name, so the whole name goes before the path. */
export function valueAt(claims: JsonObject, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const name of path.split('.')) {
    if (value === undefined) return undefined;
    // Something else stands where an object was expected: whose token this is cannot be told.
    if (!isJsonObject(value)) throw new TypeError('organizationClaim: expected an object on the way');
    value = own(value, name);
  }
  return value;
}

function checkOrganizationId(value: unknown): string | undefined {
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new TypeError('organizationClaim: expected a non-empty text');
}
