/** The resource of the permissions of all organizations. It is always known; an API never accepts its tokens. */
export const ORGANIZATIONS_RESOURCE = 'urn:logto:resource:organizations';
/** The scope that tells a client of the organizations, and that an organization token needs. */
export const ORGANIZATIONS_SCOPE = 'urn:logto:scope:organizations';
/** The scope that tells a client of the roles in them. */
export const ORGANIZATION_ROLES_SCOPE = 'urn:logto:scope:organization_roles';

/** The `aud` of an organization's own tokens. */
export function organizationAudience(id: string): string {
  return `urn:logto:organization:${id}`;
}
