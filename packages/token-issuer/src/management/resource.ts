import { defineResource } from '@acme/token-core';

/**
 * The API resource of the management API, named like Logto's own. A model that has it among its resources
 * turns the API on; a machine client needs a role with `all` on it.
 */
export const managementResource = defineResource({
  indicator: 'https://default.logto.app/api',
  scopes: { all: 'Everything that the management API can do' },
});
