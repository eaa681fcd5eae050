import { type AccessModel, demoAccess } from '@acme/token-issuer';
import { OTHER_RESOURCE } from './settings.js';

/** The documented access model, and a second API whose tokens the products API must not take. */
export const access: AccessModel = {
  ...demoAccess,
  resources: [
    ...demoAccess.resources,
    { indicator: OTHER_RESOURCE, name: 'Another API', scopes: { 'read:other': 'See the other things' } },
  ],
};

/** The same, with tokens that live for this many seconds. */
export function accessWithLife(seconds: number): AccessModel {
  return {
    ...access,
    resources: access.resources.map((resource) => ({ ...resource, accessTokenLife: seconds })),
  };
}
