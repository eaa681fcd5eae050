import { z } from 'zod/v3';

import { deriveId } from '../../access/ids.js';
import type { KeyState } from '../../keys/key-ring.js';
import { life } from '../guard.js';
import { Refusal } from '../refusal.js';
import { done, ok, route } from '../route.js';
import type { Route } from '../route.js';
import type { Tenant } from '../tenant.js';

const STATUS = { next: 'Next', current: 'Current', previous: 'Previous' } as const;

/** The signing keys. */
export const keyRoutes: readonly Route[] = [
  route('GET', '/configs/oidc/private-keys', { answer: ({ tenant }) => ok(shapeKeys(tenant)) }),
  route('POST', '/configs/oidc/private-keys/rotate', {
    body: z.object({
      signingKeyAlgorithm: z.nativeEnum({ RSA: 'RSA', EC: 'EC' } as const).optional(),
      rotationGracePeriod: life.nonnegative().optional(),
    }),
    answer: async ({ tenant, body: { signingKeyAlgorithm = 'EC', rotationGracePeriod = 0 } }) => {
      // A key that waits for its time must not be overtaken.
      const isStaged = tenant.keys.ids().next !== undefined;
      if (isStaged && rotationGracePeriod === 0) throw new Refusal(422, 'oidc.invalid_request');
      await tenant.keys.rotate(signingKeyAlgorithm === 'EC' ? 'ES384' : 'RS256', rotationGracePeriod);
      return ok(shapeKeys(tenant));
    },
  }),
  route('DELETE', '/configs/oidc/private-keys/:keyId', {
    answer: async ({ tenant, params: { keyId = '' } }) => {
      const states = tenant.keys.states();
      if (states.length <= 1) throw new Refusal(422, 'oidc.key_required');
      const key = states.find(({ kid }) => keyIdOf(kid) === keyId);
      if (key === undefined) throw new Refusal(404, 'oidc.key_not_found', { words: { id: keyId } });
      if (key.status !== 'previous') throw new Refusal(422, 'oidc.only_previous_key_can_be_deleted');
      await tenant.keys.withdraw();
      return done;
    },
  }),
];

function shapeKeys({ keys }: Tenant) {
  return keys.states().map(shapeKey);
}

function shapeKey({ kid, algorithm, status, createdAt, activateAt }: KeyState) {
  return {
    id: keyIdOf(kid),
    // Seconds, where other moments are milliseconds.
    createdAt: Math.floor(createdAt / 1000),
    signingKeyAlgorithm: algorithm === 'ES384' ? 'EC' : 'RSA',
    status: STATUS[status],
    ...(activateAt === undefined ? {} : { effectiveAt: activateAt }),
  };
}

/** Logto's id of a key is not its `kid`. */
function keyIdOf(kid: string): string {
  return deriveId('key', kid);
}
