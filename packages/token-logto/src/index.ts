export { ORGANIZATION_AUDIENCE, ORGANIZATIONS_RESOURCE, RESERVED_AUDIENCES } from './audiences.js';
export { claimsScript, STANDING_CLAIMS, type StandingClaimNames } from './claims-script.js';
export { defineResource } from './define-resource.js';
export {
  createOrganizationVerifier,
  defineOrganization,
  type OrganizationDefinition,
  type OrganizationVerifierOptions,
} from './organization.js';
