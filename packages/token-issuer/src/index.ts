export { createIssuer } from './issuer.js';
export type { Issuer } from './issuer.js';
export type {
  ClientSummary,
  IssuerAccess,
  OrganizationRoleSummary,
  OrganizationSummary,
  ResourceSummary,
  RoleSummary,
  UserSummary,
} from './access/changes.js';
export type { Subject } from './access/directory.js';
export type { IssuerOptions } from './options.js';
export type { IssuerKeys, KeyIds, KeyState } from './keys/key-ring.js';
export type { SigningAlgorithm } from './keys/signing-key.js';
export { defineAccess } from './access/define.js';
export { isAccessError } from './access/expectation.js';
export type { AccessError, AccessErrorCode } from './access/expectation.js';
export { managementResource } from './management/resource.js';
export { demoAccess } from './access/demo.js';
export { PROTECTED_CLAIMS } from './access/model.js';
export type {
  AccessModel,
  ClientEntry,
  ClientKind,
  ClientSecretEntry,
  CustomClaims,
  CustomClaimsContext,
  CustomClaimsInput,
  CustomClaimsUser,
  MachineClientEntry,
  MemberEntry,
  OrganizationEntry,
  OrganizationMachineEntry,
  OrganizationRoleEntry,
  PersonalAccessTokenEntry,
  PublicClientEntry,
  ResourceEntry,
  RoleEntry,
  RoleKind,
  ScopeEntry,
  UserEntry,
  WebClientEntry,
} from './access/model.js';
