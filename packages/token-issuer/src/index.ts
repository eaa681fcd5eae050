export { createIssuer } from './create-issuer.js';
export type { Issuer } from './issuer.js';
export type { IssuerAccess } from './access/changes.js';
export type {
  ClientSummary,
  OrganizationRoleSummary,
  OrganizationSummary,
  ResourceSummary,
  RoleSummary,
  UserSummary,
} from './access/summaries.js';
export type { Subject } from './access/directory.js';
export type { TokenFor, TokenForOptions } from './flows/token-for.js';
export type { IssuerOptions } from './options.js';
export type { IssuerKeys, KeyIds, KeyState } from './keys/key-ring.js';
export type { SigningAlgorithm } from './keys/signing-key.js';
export { defineAccess } from './access/define.js';
export { isAccessError } from './access/expectation.js';
export type { AccessError, AccessErrorCode } from './access/expectation.js';
export { managementResource } from './management/resource.js';
export { demoAccess } from './access/demo.js';
export { PROTECTED_CLAIMS } from './access/custom-claims.js';
export type { AccessModel, ResourceEntry, RoleEntry, RoleKind, ScopeEntry } from './access/model.js';
export type {
  ClientEntry,
  ClientKind,
  ClientSecretEntry,
  MachineClientEntry,
  PublicClientEntry,
  WebClientEntry,
} from './access/model-clients.js';
export type {
  CustomClaims,
  CustomClaimsContext,
  CustomClaimsInput,
  CustomClaimsUser,
} from './access/custom-claims.js';
export type {
  MemberEntry,
  OrganizationEntry,
  OrganizationMachineEntry,
  OrganizationRoleEntry,
} from './access/model-organizations.js';
export type { PersonalAccessTokenEntry, UserEntry } from './access/model-users.js';
