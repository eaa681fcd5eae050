import { type AccessModel, demoAccess, managementResource } from '@acme/token-issuer';
import { OTHER_RESOURCE } from './settings.js';

/** Who may change what others may: `openManagement` is it. */
export const ADMIN = { id: 'demo-admin', secret: 'demo-admin-secret' };

/**
 * The documented access model, a second API whose tokens the products API must not take, and the Management API with a
 * machine that may use it.
 */
export const access: AccessModel = {
  ...demoAccess,
  resources: [
    ...demoAccess.resources,
    { indicator: OTHER_RESOURCE, name: 'Another API', scopes: { 'read:other': 'See the other things' } },
    managementResource,
  ],
  roles: [
    ...demoAccess.roles,
    { name: 'admin', kind: 'machine', scopes: { [managementResource.indicator]: ['all'] } },
  ],
  clients: [...demoAccess.clients, { ...ADMIN, kind: 'machine', roles: ['admin'] }],
};

/** The same, with tokens that live for this many seconds. */
export function accessWithLife(seconds: number): AccessModel {
  return {
    ...access,
    resources: access.resources.map((resource) => ({ ...resource, accessTokenLife: seconds })),
  };
}
