import { demoAccess } from '../access/demo.js';
import type { AccessModel } from '../access/model.js';

const MANAGEMENT_API = 'https://default.logto.app/api';

/** What is served without an access file: the demo's model, and a machine client that may use the Management API. */
export const demoWithManagement: AccessModel = {
  ...demoAccess,
  resources: [
    ...demoAccess.resources,
    {
      indicator: MANAGEMENT_API,
      name: 'Logto Management API',
      scopes: { all: 'Everything that the Management API can do' },
    },
  ],
  roles: [
    ...demoAccess.roles,
    { name: 'Logto Management API access', kind: 'machine', scopes: { [MANAGEMENT_API]: ['all'] } },
  ],
  clients: [
    ...demoAccess.clients,
    {
      id: 'demo-admin',
      kind: 'machine',
      secret: 'demo-admin-secret',
      roles: ['Logto Management API access'],
    },
  ],
};
