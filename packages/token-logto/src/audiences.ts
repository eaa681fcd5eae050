/** What the audience of an organization token begins with; the organization's id follows. */
export const ORGANIZATION_AUDIENCE = 'urn:logto:organization:';

/**
 * The resource that an app names beside its own to be allowed to ask for organization tokens. A token for it holds organization
 * permissions of no organization in particular, so no API may accept it.
 */
export const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';

/** Audiences that Logto keeps for itself. */
export const RESERVED_AUDIENCES: readonly string[] = Object.freeze([
  ORGANIZATIONS_RESOURCE,
  ORGANIZATION_AUDIENCE,
]);
